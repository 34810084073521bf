/** Whatever comes in: nothing crashes, nothing hangs, everything is answered or logged, and work goes on. */
import { describe, expect } from 'vitest'
import { decode, kindOf, type MessageKind } from '../../spec/index.ts'
import { type Topics, topicsOf } from '../../spec/topics.ts'
import { desiredState } from '../support/backend.ts'
import { test } from '../support/fixture.ts'
import { hostileMessages } from '../support/hostile.ts'
import { serveSoftware } from '../support/payloads.ts'
import { brokerKinds, startSystem } from '../support/system.ts'
import { startWholeDevice } from '../support/whole-device.ts'
import type { Answer } from '../support/wire-agent.ts'
import { connectWire } from '../support/wire-client.ts'

const perTopic = 1_000
const seed = 20_260_101
const vocabulary = { activityIds: ['', 'a', 'b', 'running'], domains: ['first', 'second', 'toaster'] }

const own: (keyof Topics)[] = [
  'desiredState',
  'command',
  'currentStateGet',
  'ownerConsentFeedback',
  'statusGet',
]
const fromAgents: (keyof Topics)[] = ['feedback', 'currentState', 'presence']

const doors: [string, MessageKind][] = [
  ...own.map((name): [string, MessageKind] => [topicsOf('device')[name], kindOf[name]]),
  ...fromAgents.map((name): [string, MessageKind] => [topicsOf('first')[name], kindOf[name]]),
]

const desired = desiredState({ first: { a: '2' }, second: { b: '2' } })

/** The campaign that runs during the attack waits for it in DOWNLOAD. */
const downloadUnlessAttacked: Answer = ({ activityId }) =>
  activityId === 'good' ? [{ status: 'DOWNLOAD_SUCCESS' }] : []

describe.each(brokerKinds)('on %s', (broker) => {
  test.for(doors)(
    `${perTopic} hostile messages on %s`,
    { timeout: 120_000 },
    async ([topic, kind], { scope }) => {
      const { url, backend, agent, manager } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: { commands: { DOWNLOAD: downloadUnlessAttacked } } },
        manager: { phaseTimeout: '5s', ownerConsentTimeout: '5s', reportFeedbackInterval: '1m' },
      })
      await backend.apply('running', desired)
      await agent('second').waitForCommand('DOWNLOAD')
      const attacker = await connectWire(scope, url, { filters: ['nothing/for/the/attacker'] })
      const messages = hostileMessages(kind, vocabulary, perTopic, seed)
      await Promise.all(messages.map((message) => attacker.publishRaw(topic, message)))

      for (const activityId of vocabulary.activityIds) await backend.control(activityId, 'CANCEL')
      await backend.apply('good', desired)
      expect((await backend.end('good', 60_000)).status).toBe('COMPLETED')
      const notUnderstood = messages.filter((message) => !decode(kind, message).ok)
      const isAbout = (line: string) => line.includes(`"${topic}"`) && line.includes('not understood')
      const logged = () => manager().lines.filter(isAbout).length
      await expect.poll(logged, { timeout: 30_000 }).toBeGreaterThanOrEqual(notUnderstood.length)
    },
  )
})

const agentDoors: [string, MessageKind][] = ['software', 'firmware'].flatMap((domain) =>
  (['desiredState', 'command', 'currentStateGet'] as const).map((name): [string, MessageKind] => [
    topicsOf(domain)[name],
    kindOf[name],
  ]),
)

describe('agents', () => {
  test.for(agentDoors)(
    `${perTopic} hostile messages on %s`,
    { timeout: 120_000 },
    async ([topic, kind], { scope }) => {
      const device = await startWholeDevice(scope)
      const { backend, mosquitto } = device
      const attacker = await connectWire(scope, mosquitto.url, { filters: ['nothing/for/the/attacker'] })
      const messages = hostileMessages(
        kind,
        { ...vocabulary, domains: ['software', 'firmware'] },
        perTopic,
        seed,
      )
      await Promise.all(messages.map((message) => attacker.publishRaw(topic, message)))

      const component = await serveSoftware(device, 'app', '1')
      await backend.apply('good', { domains: [{ id: 'software', components: [component] }] })
      expect((await backend.end('good', 60_000)).status).toBe('COMPLETED')
      const notUnderstood = messages.filter((message) => !decode(kind, message).ok)
      const { lines } = device.process(topic.startsWith('software') ? 'software' : 'firmware')
      const logged = () => lines.filter((line) => /cannot be (taken|read)/.test(line)).length
      await expect.poll(logged, { timeout: 30_000 }).toBeGreaterThanOrEqual(notUnderstood.length)
      expect(device.process('software').isRunning() && device.process('firmware').isRunning()).toBe(true)
    },
  )
})
