import { expect, it } from 'vitest'
import { parseCommandLine } from '../../../../platform/process/command-line.ts'

it.each([
  ['systemctl reboot', ['systemctl', 'reboot']],
  ['  a   b ', ['a', 'b']],
  [`sh -c 'exit "1"'`, ['sh', '-c', 'exit "1"']],
  ['echo "a b" c', ['echo', 'a b', 'c']],
  ['echo "a \\"b\\" \\\\ \\n"', ['echo', 'a "b" \\ \\n']],
  ["echo '' x", ['echo', '', 'x']],
  ["a'b c'd", ['ab cd']],
  ['a\\ b c', ['a b', 'c']],
  ['/opt/ä ß', ['/opt/ä', 'ß']],
])('splits %s', (line, words) => {
  expect(parseCommandLine(line)).toEqual(words)
})

it('takes a list as it is', () => {
  expect(parseCommandLine(['a b', '$c'])).toEqual(['a b', '$c'])
})

it.each(['a "b', "a 'b", 'a \\'])('refuses %s, whose quote is open', (line) => {
  expect(() => parseCommandLine(line)).toThrow(/not closed/)
})

it.each([[''], ['  '], [[]], [['']]])('refuses %j, which names no program', (line) => {
  expect(() => parseCommandLine(line)).toThrow(/at least one word/)
})
