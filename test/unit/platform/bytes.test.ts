import { expect, test } from 'vitest'
import { bytesText, parseBytes, shareText } from '../../../platform/bytes.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [12_345_678, '12.3 MB'],
  [1_000_000_000, '1.0 GB'],
  [5e15, '5000.0 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

test('a part is told in the unit of the whole', () => {
  expect(shareText(300, 50_000_000)).toBe('0.0 of 50.0 MB')
  expect(shareText(12_345_678, 50_000_000)).toBe('12.3 of 50.0 MB')
})

test.each([
  ['1000', 1_000],
  ['500kB', 500_000],
  ['500KB', 500_000],
  ['2MB', 2_000_000],
  ['1MiB', 1_048_576],
  ['1.5 MB', 1_500_000],
  ['2KB', 2_000],
  ['2KiB', 2_048],
])('%s is an amount', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes)
})

test.each(['', 'fast', '10Mb', '10mb', '-1MB', '1.MB', '10 parsecs', '1MB/s'])('%j is none', (text) => {
  expect(() => parseBytes(text)).toThrow(/write it like/)
})
