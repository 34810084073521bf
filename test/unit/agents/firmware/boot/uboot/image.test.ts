import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import {
  newerCopy,
  readDefaults,
  readImage,
  writeImage,
} from '../../../../../../agents/firmware/boot/uboot/image.ts'

const variables = (entries: Record<string, string>) => new Map(Object.entries(entries))

test('a copy is the checksum, the counter where there are two, and the sorted variables', () => {
  const written = writeImage({ variables: variables({ b: '2', a: '1', '.flags': 'b:da' }), counter: 7 }, 64)
  const data = Buffer.from('a=1\0b=2\0.flags=b:da\0\0'.padEnd(59, '\0'))
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(crc32(data))
  expect(written).toEqual(Buffer.concat([checksum, Buffer.from([7]), data]))

  const single = writeImage({ variables: variables({ a: '1' }), counter: undefined }, 64)
  expect(single.subarray(4).toString()).toBe('a=1\0\0'.padEnd(60, '\0'))
  expect(readImage(single, false)).toEqual({ variables: variables({ a: '1' }), counter: undefined })
})

test('what comes after the end of the list is not read, and what is no variable is passed over', () => {
  const data = Buffer.from('a=1\0nothing\0=2\0b=\0b=x=y\0\0c=3\0'.padEnd(60, 'z'))
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(crc32(data))
  expect(readImage(Buffer.concat([checksum, data]), false)?.variables).toEqual(
    variables({ a: '1', b: 'x=y' }),
  )
})

test('an empty environment is one', () => {
  expect(readImage(writeImage({ variables: new Map(), counter: 0 }, 64), true)?.variables).toEqual(new Map())
})

test.each([0, 3, 5, 20, 63])('a copy with another byte %i is broken', (at) => {
  const bytes = writeImage({ variables: variables({ a: '1' }), counter: 1 }, 64)
  bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at)
  expect(readImage(bytes, true)).toBeUndefined()
})

test('an environment is full at its last byte', () => {
  const filled = (length: number) =>
    writeImage({ variables: variables({ a: 'x'.repeat(length) }), counter: 1 }, 64)
  expect(readImage(filled(55), true)?.variables.get('a')).toHaveLength(55)
  expect(() => filled(56)).toThrow('65 bytes')
})

test.each([
  ['', '1'],
  ['a=', '1'],
  ['a\0', '1'],
  ['π', '1'],
  ['a', 'x\0'],
  ['a', 'π'],
])('%j cannot be set to %j', (name, value) => {
  expect(() => writeImage({ variables: variables({ [name]: value }), counter: 1 }, 64)).toThrow(RangeError)
})

test.each([
  [1, 2, 1],
  [2, 1, 0],
  [255, 0, 1],
  [0, 255, 0],
  [254, 255, 1],
  [1, 255, 1],
  [5, 5, 0],
  [undefined, 1, 1],
  [1, undefined, 0],
  [undefined, undefined, undefined],
])('of copies with the numbers %s and %s the one at %s counts', (one, other, expected) => {
  const image = (counter: number | undefined) =>
    counter === undefined ? undefined : { variables: new Map(), counter }
  expect(newerCopy([image(one), image(other)])).toBe(expected)
})

test('defaults are lines; comments, empty lines and empty values are none', () => {
  expect(readDefaults('# made by U-Boot\na=1\n\nb=x=y\r\nc=\nd\n=e\n')).toEqual(
    variables({ a: '1', b: 'x=y' }),
  )
})
