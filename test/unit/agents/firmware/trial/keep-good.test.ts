import { expect, test } from 'vitest'
import { deviceFixture } from '../fixture.ts'

test('where each boot takes a try, the running slot is marked good after each, though it is said to be good', async () => {
  const fixture = await deviceFixture()
  const marks: string[] = []
  const bootControl = {
    ...fixture.boot,
    countsEveryBoot: true,
    setState: async (slot: string, state: string) => void marks.push(`${slot} ${state}`),
  }
  expect(await bootControl.getState('a')).toBe('good')
  const stop = fixture.start(undefined, {}, { bootControl }).watch?.(
    () => {},
    () => false,
  )
  await expect.poll(() => marks).toEqual(['a good'])
  stop?.()
})
