import { expect, test } from 'vitest'
import type { Watchdog } from '../../../../../agents/firmware/trial/watchdog.ts'
import { deviceFixture, type Fixture, tryOut } from '../fixture.ts'

/** An agent that begins to watch, and then stops: what the watchdog was told. */
async function told(fixture: Fixture, isBusy: boolean): Promise<string[]> {
  const words: string[] = []
  const say = (word: string) => async () => void words.push(word)
  const watchdog: Watchdog = { arm: say('arm'), disarm: say('disarm'), leave: say('leave') }
  const stop = fixture.start(undefined, {}, { watchdog }).watch?.(
    () => {},
    () => isBusy,
  )
  stop?.()
  await expect.poll(() => words.at(-1)).toMatch(/disarm|leave/)
  return words
}

test('a start in the middle of a campaign arms the watchdog again: whoever had armed it may have been killed', async () => {
  expect(await told(await deviceFixture(), true)).toEqual(['arm', 'disarm'])
})

test('a start in a trial arms it, and a stop leaves it armed', async () => {
  const fixture = await deviceFixture()
  await tryOut(fixture, '2.0', await fixture.image(Buffer.from('two')))
  expect(await told(fixture, false)).toEqual(['arm', 'leave'])
})

test('a start in quiet times leaves it alone', async () => {
  expect(await told(await deviceFixture(), false)).toEqual(['disarm'])
})
