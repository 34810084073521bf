/** The power goes between the decision to commit and the mark in the boot loader's environment. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { UpdateAgent } from '../../../../../agents/sdk/agent.ts'
import { deviceFixture, parameter, tryOut } from '../fixture.ts'

type Lost = Awaited<ReturnType<typeof wellAndLost>>

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

/** CLEANUP, until the machine has rebooted and ended it. */
async function commitUntilReboot({ fixture, action, context }: Lost, agent: UpdateAgent = fixture.start()) {
  const stopped = new AbortController()
  const before = fixture.boot.bootId()
  const committing = agent.cleanup?.(action, context({ signal: stopped.signal }))
  await expect.poll(() => fixture.boot.bootId()).not.toBe(before)
  stopped.abort(new Error('the machine reboots'))
  await expect(committing).rejects.toThrow('the machine reboots')
}

async function expectGivenUp({ fixture }: Lost) {
  expect(await fixture.boot.getPrimary()).toBe('a')
  expect(await fixture.boot.getState('b')).toBe('bad')
  expect(await parameter(fixture, 'onTrial')).toBeUndefined()
}

test('a version whose commit was decided is booted once more, and then marked good', async () => {
  const lost = await wellAndLost()
  const { fixture, action, context, mend } = lost
  mend()
  await commitUntilReboot(lost)
  expect(await fixture.boot.getCurrent()).toBe('b')
  expect(await fixture.boot.getState('b')).toBe('bad')

  await fixture.start().cleanup?.(action, context())
  expect(await fixture.boot.getState('b')).toBe('good')
  expect(await fixture.boot.getPrimary()).toBe('b')
  expect(await parameter(fixture, 'onTrial')).toBeUndefined()
})

test('a version that does not come back is given up in the end, and says so', async () => {
  const lost = await wellAndLost()
  for (let boot = 1; boot <= 3; boot += 1) await commitUntilReboot(lost)
  const { fixture, action, context } = lost
  await expect(fixture.start().cleanup?.(action, context())).rejects.toMatchObject({ code: 'FELL_BACK' })
  await expectGivenUp(lost)
})

test('an agent that starts again in the same boot counts no other one', async () => {
  const lost = await wellAndLost()
  const { fixture, action, context } = lost
  const boot = fixture.boot.powerOn
  for (let start = 1; start <= 5; start += 1) {
    const stopped = new AbortController()
    const asked = Promise.withResolvers<void>()
    fixture.boot.powerOn = () => asked.resolve()
    const committing = fixture.start().cleanup?.(action, context({ signal: stopped.signal }))
    await asked.promise
    stopped.abort(new Error('the agent stops'))
    await expect(committing).rejects.toThrow('the agent stops')
  }
  fixture.boot.powerOn = boot
  for (let further = 1; further <= 3; further += 1) await commitUntilReboot(lost)
  await expect(fixture.start().cleanup?.(action, context())).rejects.toMatchObject({ code: 'FELL_BACK' })
})

test('a machine that does not reboot is asked again, and the old slot is the one that boots in the end', async () => {
  const lost = await wellAndLost()
  const { fixture, action, context } = lost
  fixture.boot.powerOn = () => {}
  const committing = fixture.start().cleanup?.(action, context())
  const refused = expect(committing).rejects.toMatchObject({ code: 'FELL_BACK' })
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await expect.poll(() => fixture.clock.pending()).toBe(1)
    fixture.clock.advance(60_000)
  }
  await refused
  await expectGivenUp(lost)
})

test('a version that has died of itself is not brought back', async () => {
  const lost = await wellAndLost()
  const { fixture, action, context } = lost
  const text = 'Kernel panic - not syncing: Fatal exception'
  fixture.machine.dumps = [{ digest: text, text }]
  await expect(fixture.start().cleanup?.(action, context())).rejects.toThrow('Fatal exception')
  await expectGivenUp(lost)
})

test('a version that is brought back has to prove well again', async () => {
  const settings = { hooks: { healthCheck: ['false'] } }
  const lost = await wellAndLost()
  const { fixture, action, context, mend } = lost
  mend()
  await commitUntilReboot(lost)
  const unwell = fixture.start(undefined, settings).cleanup?.(action, context())
  await expect(unwell).rejects.toMatchObject({ code: 'FELL_BACK' })
  await expectGivenUp(lost)
})

test('the old slot stays bootable where the boot loader counts every boot', async () => {
  const lost = await wellAndLost()
  const { fixture } = lost
  Object.assign(fixture.boot, { countsEveryBoot: true })
  const marks: string[] = []
  const { getState, setState } = fixture.boot
  fixture.boot.getState = async (slot) => (slot === 'a' && marks.length === 0 ? 'bad' : getState(slot))
  fixture.boot.setState = async (slot, state) => {
    marks.push(`${slot} ${state}`)
    await setState(slot, state)
  }
  await commitUntilReboot(lost)
  expect(marks).toContain('a good')
})

test('what the agent has given up is not marked good', async () => {
  const fixture = await deviceFixture()
  const { agent, action, context } = await tryOut(fixture, '2.0', await fixture.image(randomBytes(1000)))
  await agent.activate?.(action, context())
  const records = await fixture.records.read('rootfs')
  if (!records?.trial) throw new Error('there is no trial')
  const givenUp = { cause: 'unconfirmed', text: 'nobody committed it' } as const
  await fixture.records.write('rootfs', { ...records, trial: { ...records.trial, givenUp } })
  await expect(fixture.start().cleanup?.(action, context())).rejects.toMatchObject({ code: 'FELL_BACK' })
  expect(await fixture.boot.getState('b')).toBe('bad')
})
