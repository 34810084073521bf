import { expect, test } from 'vitest'
import { compareVersions } from '../../../../agents/sdk/version-order.ts'

/** Each older than the next. */
const ascending = [
  ['0.9', '1.0', '1.0.1', '1.1', '1.10', '2'],
  ['1.0~rc1', '1.0~rc2', '1.0', '1.0-1', '1.0-2'],
  ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'],
  ['1.0.0-rc.1', '1.0.0', '1.0.1-0', '1.0.1'],
  ['2024.2', '2024.10', '2025.1'],
  ['1', '1a', '1b', '1.0', '01.1'],
  ['9'.repeat(40), `1${'0'.repeat(40)}`],
]

test.each(ascending)('%s and so on are in order', (...versions) => {
  for (const [index, one] of versions.entries()) {
    for (const [at, other] of versions.entries()) {
      expect(Math.sign(compareVersions(one, other)), `${one} and ${other}`).toBe(Math.sign(index - at))
    }
  }
})

test.each([
  ['1.0', '1.0'],
  ['1.01', '1.1'],
  ['1.0.0+build.1', '1.0.0+build.2'],
])('%s and %s are of the same rank', (one, other) => {
  expect(compareVersions(one, other)).toBe(0)
})
