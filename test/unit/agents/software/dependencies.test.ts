import { expect, test } from 'vitest'
import { parseDependency } from '../../../../agents/software/dependencies.ts'

test.each([
  [
    'group=org\nname=lib\nversion=1.0\ntype=deb\n',
    { group: 'org', name: 'lib', version: '1.0', type: 'deb' },
  ],
  [
    '# made by hand\n group : org\r\n name: lib\r\nversion = 1.0',
    { group: 'org', name: 'lib', version: '1.0' },
  ],
  ['group=org\nname=lib\n', undefined],
  ['group=\nname=lib\nversion=1', undefined],
  ['group=a=b\nname=x\u0000y\nversion=1', { group: 'a=b', name: 'xy', version: '1' }],
  ['', undefined],
])('%j describes %j', (text, dependency) => {
  expect(parseDependency(text)).toEqual(dependency)
})

test('a file of blanks is read in no time', () => {
  expect(
    parseDependency(`group=a\nname=b\nversion=${' '.repeat(200_000)}1${' '.repeat(200_000)}\u00001`),
  ).toMatchObject({
    name: 'b',
  })
  expect(parseDependency(' '.repeat(400_000))).toBeUndefined()
})
