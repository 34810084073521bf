import { expect, test } from 'vitest'
import { parseLibconfig } from '../../../../../agents/firmware/swupdate/package/libconfig.ts'

test('settings of every kind are read, with either sign and either separator', () => {
  const text = `
    version = "1.0"; # a comment
    count : 3, // another one
    /* and one
       of two lines */
    size = 0x10L; share = -0.5e1
    on = TRUE; off = false;
    list = ( 1, "two", { three = 3; }, (), );
    array = [ "x", "y" ];
    group : { inner = { leaf = "deep"; }; };
  `
  expect(JSON.parse(JSON.stringify(parseLibconfig(text)))).toEqual({
    version: '1.0',
    count: 3,
    size: 16,
    share: -5,
    on: true,
    off: false,
    list: [1, 'two', { three: 3 }, []],
    array: ['x', 'y'],
    group: { inner: { leaf: 'deep' } },
  })
})

test('strings side by side are one, and marks in them are text', () => {
  const { text } = parseLibconfig(String.raw`text = "a # no comment; \"b\" \x41\n" /* here */ "; } c";`)
  expect(text).toBe('a # no comment; "b" A\n; } c')
})

test('a name that objects have by themselves is a name like others', () => {
  expect(Object.keys(parseLibconfig('constructor = 1; toString = { x = 2; };'))).toEqual([
    'constructor',
    'toString',
  ])
})

for (const [what, text, message] of [
  ['a setting without a value', 'a = ;', 'line 1: ; is no value'],
  ['a group that is not closed', 'a = {\n b = 1;\n', 'line 3: it ends too early'],
  ['a list with a gap', 'a = (1 2);', 'line 1: 2 stands where a ) is expected'],
  ['a string that is not closed', '\n"a', 'line 2: "\\"" is not expected'],
  ['a name that comes twice', 'a = 1;\na = 2;', 'line 2: a comes twice'],
  ['an include', '@include "other"', 'line 1: "@" is not expected'],
  ['JSON', '{ "a": 1 }', 'line 1: { stands where a name is expected'],
  ['a number that is none', 'a = 1x;', 'line 1: "1" is not expected'],
] as const) {
  test(`${what} is refused, by its line`, () => {
    expect(() => parseLibconfig(text)).toThrow(new SyntaxError(message))
  })
}

test('groups without an end do not overflow anything', () => {
  expect(() => parseLibconfig('a = {'.repeat(100_000))).toThrow('the groups are too deep')
  expect(() => parseLibconfig(`a = ${'('.repeat(100_000)}`)).toThrow('the groups are too deep')
})
