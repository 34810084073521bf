/** The reboot, while the campaign that wants it may be cancelled. */
import { expect, it } from 'vitest'
import { createRebooter, type RebooterPorts } from '../../../manager/rebooter.ts'
import { through, type World } from './campaign-world.ts'

/** A device that is asked, and answers when the test lets it. */
function device(world: World) {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<string | undefined>()
  const reboots: number[] = []
  const nothing = async () => {}
  const ports = {
    rebooting: {
      async ask() {
        asked.resolve()
        return answer.promise
      },
      reboot: async (attempt: number) => void reboots.push(attempt),
    },
    reporter: { flush() {} },
    outbox: { settled: nothing },
    audit: { flush: nothing },
    log: { warn() {}, error() {} },
    campaign: () => world.campaign,
    tell: nothing,
  } as unknown as RebooterPorts
  return { reboot: createRebooter(ports), asked: asked.promise, answer: answer.resolve, reboots }
}

function waitingForReboot(): World {
  const world = through('UPDATE')
  world.from('a', 'ACTIVATION_SUCCESS').from('b', 'ACTIVATING', { rebootRequired: true })
  world.timeOut()
  expect(world.heard()).toEqual(['reboot'])
  return world
}

it('reboots when the device does not mind', async () => {
  const world = waitingForReboot()
  const { reboot, answer, reboots } = device(world)
  answer(undefined)
  await reboot(world.campaign, { attempt: 1, mayWait: true })
  expect(reboots).toEqual([1])
})

it('does not reboot for a campaign that was cancelled while the device was asked', async () => {
  const world = waitingForReboot()
  const { reboot, asked, answer, reboots } = device(world)
  const rebooting = reboot(world.campaign, { attempt: 1, mayWait: true })
  await asked
  world.send({ type: 'control', control: 'CANCEL' })
  answer(undefined)
  await rebooting
  expect(reboots).toEqual([])
})
