/** The power goes between the decision to commit and the mark in the boot loader's environment. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { deviceFixture, parameter, tryOut } from '../fixture.ts'

/** A new version has come up and is well; its only boot is used up, and the next one is into the old slot. */
async function wellAndLost() {
  const fixture = await deviceFixture()
  const trial = await tryOut(fixture, '2.0', await fixture.image(randomBytes(1000)))
  await trial.agent.activate?.(trial.action, trial.context())
  const mend = fixture.boot.breakSlot('b')
  fixture.boot.powerOn()
  expect(await fixture.boot.getCurrent()).toBe('a')
  return { fixture, ...trial, mend }
}

test('a version whose commit was decided is booted once more, and then marked good', async () => {
  const { fixture, action, context, mend } = await wellAndLost()
  mend()
  const stopped = new AbortController()
  const committing = fixture.start().cleanup?.(action, context({ signal: stopped.signal }))
  await expect.poll(() => fixture.boot.getCurrent()).toBe('b')
  stopped.abort(new Error('the machine reboots'))
  await expect(committing).rejects.toThrow('the machine reboots')
  expect(await fixture.boot.getState('b')).toBe('bad')

  await fixture.start().cleanup?.(action, context())
  expect(await fixture.boot.getState('b')).toBe('good')
  expect(await fixture.boot.getPrimary()).toBe('b')
  expect(await parameter(fixture, 'onTrial')).toBeUndefined()
})

test('a version that does not come back is given up in the end, and says so', async () => {
  const { fixture, action, context } = await wellAndLost()
  for (let boot = 1; boot <= 3; boot += 1) {
    const stopped = new AbortController()
    const before = fixture.boot.bootId()
    const committing = fixture.start().cleanup?.(action, context({ signal: stopped.signal }))
    await expect.poll(() => fixture.boot.bootId()).not.toBe(before)
    stopped.abort(new Error('the machine reboots'))
    await expect(committing).rejects.toThrow('the machine reboots')
  }
  await expect(fixture.start().cleanup?.(action, context())).rejects.toMatchObject({ code: 'FELL_BACK' })
})

test('a machine that does not reboot is asked again, and says so in the end', async () => {
  const { fixture, action, context } = await wellAndLost()
  fixture.boot.powerOn = () => {}
  const committing = fixture.start().cleanup?.(action, context())
  const refused = expect(committing).rejects.toMatchObject({ code: 'REBOOT_FAILED', retryable: true })
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await expect.poll(() => fixture.clock.pending()).toBe(1)
    fixture.clock.advance(120_000)
  }
  await refused
})
