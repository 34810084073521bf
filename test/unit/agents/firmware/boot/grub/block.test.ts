import { expect, test } from 'vitest'
import { editBlock, readBlock } from '../../../../../../agents/firmware/boot/grub/block.ts'

const head = '# GRUB Environment Block\n'
const block = (body: string) => Buffer.from((head + body).padEnd(1024, '#'), 'latin1')
const variables = (entries: Record<string, string>) => new Map(Object.entries(entries))

test('variables are read, comments are passed over, and what was escaped is itself again', () => {
  const bytes = block('# a comment=1\nA_OK=1\npath=a\\\\b\\\nc\nempty=\nequals=x=y\n')
  expect(readBlock(bytes)).toEqual(variables({ A_OK: '1', path: 'a\\b\nc', empty: '', equals: 'x=y' }))
})

test.each([
  ['empty', Buffer.alloc(0)],
  ['zeroed', Buffer.alloc(1024)],
  ['too short', block('A_OK=1\n').subarray(0, 1023)],
  ['too long', Buffer.concat([block(''), Buffer.from('#')])],
  ['of another kind', Buffer.from('# something else\n'.padEnd(1024, '#'))],
  ['cut inside of a line', block('A_OK=1\nORDER=A')],
  ['with a line that is no variable', block('A_OK=1\nwhat\n')],
  ['half zeroed', Buffer.concat([block('A_OK=1\n').subarray(0, 512), Buffer.alloc(512)])],
])('a block that is %s is broken', (_, bytes) => {
  expect(readBlock(bytes)).toBeUndefined()
  expect(() => editBlock(bytes, new Map())).toThrow('broken')
})

test('a changed value stays at its place, and a new one comes last', () => {
  const edited = editBlock(block('# note\na=1\nb=2\n'), variables({ b: '', c: '\\', a: 'long' }))
  expect(edited).toEqual(block('# note\na=long\nb=\nc=\\\\\n'))
})

test('variables that belong together are put in front, below the comments', () => {
  const edited = editBlock(block('x=1\n# note\nB=2\n'), variables({ A: '3' }), ['A', 'B', 'C'])
  expect(edited).toEqual(block('# note\nA=3\nB=2\nx=1\n'))
})

test('of a variable that is there twice the last counts, and a change leaves one', () => {
  const twice = block('a=1\nb=2\na=3\n')
  expect(readBlock(twice)).toEqual(variables({ a: '3', b: '2' }))
  expect(editBlock(twice, variables({ a: '4' }))).toEqual(block('a=4\nb=2\n'))
})

test('a block may be full to the last byte, and takes no byte more', () => {
  const room = 1024 - head.length - 'a=\n'.length
  const full = editBlock(block(''), variables({ a: 'x'.repeat(room) }))
  expect(readBlock(full)).toEqual(variables({ a: 'x'.repeat(room) }))
  expect(() => editBlock(block(''), variables({ a: 'x'.repeat(room + 1) }))).toThrow('1025 bytes')
})

test.each(['', '#a', 'a=b', 'a\nb', 'a\\', 'a\0', 'π'])('a variable cannot be called %j', (name) => {
  expect(() => editBlock(block(''), variables({ [name]: '1' }))).toThrow(RangeError)
})

test.each(['a\0', 'π'])('a value cannot be %j', (value) => {
  expect(() => editBlock(block(''), variables({ a: value }))).toThrow(RangeError)
})
