/** The wire contract, message by message: what agents and backends that know no more than it may rely on. */
import { describe, expect } from 'vitest'
import type { Action } from '../../spec/index.ts'
import { desiredState } from '../support/backend.ts'
import { test } from '../support/fixture.ts'
import { brokerKinds, startSystem } from '../support/system.ts'
import { connectWire } from '../support/wire-client.ts'

const twoDomains = desiredState({ containers: { 'nav-ui': '3.1.0' }, 'body-ecu': { 'door-fw': '7.4' } })

describe.each(brokerKinds)('the contract on %s', (broker) => {
  describe('towards agents', () => {
    test('each agent gets its own domain and its share of the baselines, and nothing else', async ({
      scope,
    }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { containers: {}, 'body-ecu': {} },
      })
      await backend.apply('split', {
        baselines: [
          {
            title: 'nav',
            description: 'bundle',
            preconditions: 'parked',
            components: ['containers:nav-ui', 'body-ecu:door-fw'],
          },
        ],
        domains: [
          {
            id: 'containers',
            unknownKey: 'is dropped',
            config: [{ key: 'systemContainers', value: 'sua,watchdog' }],
            components: [
              {
                id: 'nav-ui',
                version: '3.1.0',
                config: [
                  { key: 'env', value: 'LANG=bg' },
                  { key: 'env', value: 'TZ=UTC' },
                  { key: 'cmd', value: '' },
                ],
              },
            ],
          },
          { id: 'body-ecu', components: [{ id: 'door-fw', version: '7.3' }] },
          { id: 'body-ecu', components: [{ id: 'door-fw', version: '7.4' }] },
        ],
      })
      const containers = await agent('containers').waitForDesiredState('split')
      const bodyEcu = await agent('body-ecu').waitForDesiredState('split')
      expect(containers.json?.payload).toMatchObject({
        baselines: [
          { title: 'nav', description: 'bundle', preconditions: 'parked', components: ['containers:nav-ui'] },
        ],
        domains: [
          {
            id: 'containers',
            config: [{ key: 'systemContainers', value: 'sua,watchdog' }],
            components: [
              {
                id: 'nav-ui',
                version: '3.1.0',
                config: [{ key: 'env', value: 'LANG=bg' }, { key: 'env', value: 'TZ=UTC' }, { key: 'cmd' }],
              },
            ],
          },
        ],
      })
      expect(containers.text).not.toContain('unknownKey')
      expect(bodyEcu.json?.payload.baselines[0].components).toEqual(['body-ecu:door-fw'])
      expect(bodyEcu.json?.payload.domains).toEqual([
        { id: 'body-ecu', components: [{ id: 'door-fw', version: '7.4' }] },
      ])
      await backend.end('split')
    })

    test('every message is an envelope of activityId, timestamp and payload, at QoS 1', async ({ scope }) => {
      const { backend } = await startSystem(scope, { broker, agents: { containers: {}, 'body-ecu': {} } })
      await backend.apply('envelope', twoDomains)
      await backend.end('envelope')
      const fromManager = backend.wire.messages.filter(
        ({ topic, retain }) => !retain && !topic.endsWith('/presence'),
      )
      expect(fromManager.length).toBeGreaterThan(20)
      for (const { topic, text, json, qos } of fromManager) {
        expect(Object.keys(json ?? {}), `${topic} ${text}`).toEqual(['activityId', 'timestamp', 'payload'])
        expect(Number.isInteger(json?.timestamp), text).toBe(true)
        expect(qos, topic).toBe(1)
      }
    })

    test('commands are plain words without a baseline, in lock-step over the domains', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { containers: {}, 'body-ecu': {} },
      })
      await backend.apply('phases', twoDomains)
      await backend.end('phases')
      const order = backend.commands('phases')
      const phases = ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP']
      expect(order).toEqual(phases.flatMap((phase) => [`containers ${phase}`, `body-ecu ${phase}`]))
      const payloads = agent('containers')
        .wire.on('containersupdate/desiredstate/command')
        .map(({ json }) => json?.payload)
      expect(payloads).toEqual(phases.map((command) => ({ command })))
    })

    test('no domain starts a phase before every domain is done with the one before', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: {
          containers: {},
          'body-ecu': { commands: { DOWNLOAD: [{ status: 'DOWNLOADING' }], UPDATE: [], ACTIVATE: [] } },
        },
      })
      await backend.apply('barrier', twoDomains)
      for (const [command, word] of [
        ['DOWNLOAD', 'DOWNLOAD'],
        ['UPDATE', 'UPDATE'],
        ['ACTIVATE', 'ACTIVATION'],
      ] as const) {
        await agent('body-ecu').waitForCommand(command)
        await backend.wire.waitFor(
          `${word}_SUCCESS of containers`,
          ({ topic, text }) =>
            topic === 'containersupdate/desiredstatefeedback' && text.includes(`"status":"${word}_SUCCESS"`),
        )
        await backend.wire.settle()
        expect(agent('containers').commands().at(-1)).toBe(command)
        await agent('body-ecu').send('barrier', { status: `${word}_SUCCESS` })
      }
      expect((await backend.end('barrier')).status).toBe('COMPLETED')
    })

    test('a topic is the domain without dashes, with "update" unless it ends so, behind the configured prefix', async ({
      scope,
    }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: { 'self-update': {}, 'custom-domain': {} },
        manager: { topicPrefix: 'fleet/device-7' },
      })
      await backend.apply('topics', desiredState({ 'self-update': { os: '2' }, 'custom-domain': { x: '1' } }))
      await backend.end('topics')
      const used = [...new Set(backend.wire.messages.map(({ topic }) => topic))]
      const segments = new Set(used.map((topic) => topic.replace(/^fleet\/device-7\//, '').split('/')[0]))
      expect(used.every((topic) => topic.startsWith('fleet/device-7/'))).toBe(true)
      expect([...segments].sort()).toEqual(['customdomainupdate', 'deviceupdate', 'selfupdate'])
    })
  })

  describe('towards the backend', () => {
    test('feedback goes IDENTIFYING, IDENTIFIED, RUNNING and then the final status, once', async ({
      scope,
    }) => {
      const { backend } = await startSystem(scope, { broker, agents: { containers: {}, 'body-ecu': {} } })
      await backend.apply('order', twoDomains)
      await backend.end('order')
      const statuses = backend.statuses('order')
      expect(statuses.slice(0, 3)).toEqual(['IDENTIFYING', 'IDENTIFIED', 'RUNNING'])
      expect(statuses.slice(2, -1).every((status) => status === 'RUNNING')).toBe(true)
      expect(statuses.at(-1)).toBe('COMPLETED')
      expect(backend.feedback('order')[0]).not.toHaveProperty('actions')
      expect(backend.feedback('order').some((feedback) => 'baseline' in feedback)).toBe(false)
    })

    test('actions come in the order of the desired state, then of the agent, whoever was first', async ({
      scope,
    }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { containers: { identify: [] }, 'body-ecu': {} },
      })
      await backend.apply(
        'actions',
        desiredState({ containers: { b: '1', a: '2' }, 'body-ecu': { z: '3', y: '4' } }),
      )
      await backend.wire.waitFor(
        'plan of body-ecu',
        ({ topic, text }) => topic === 'bodyecuupdate/desiredstatefeedback' && text.includes('"IDENTIFIED"'),
      )
      await agent('containers').waitForDesiredState()
      await agent('containers').send('actions', { status: 'IDENTIFIED' })
      await backend.end('actions')
      const lists = backend
        .feedback('actions')
        .flatMap(({ actions }) => (actions ? [actions.map((a) => a.component.id)] : []))
      expect(lists.length).toBeGreaterThan(2)
      for (const ids of lists)
        expect(ids).toEqual(['containers:b', 'containers:a', 'body-ecu:z', 'body-ecu:y'])
    })

    test('the words of ACTIVATE go up as those of UPDATE, unknown words unchanged', async ({ scope }) => {
      const action = (status: string): Action[] => [
        { component: { id: 'containers:nav-ui', version: '1' }, status },
      ]
      const { backend } = await startSystem(scope, {
        broker,
        agents: {
          containers: {
            commands: {
              UPDATE: [
                { status: 'UPDATING', actions: action('POLISHING') },
                { status: 'UPDATE_SUCCESS', actions: action('UPDATED') },
              ],
            },
          },
        },
      })
      await backend.apply('words', desiredState({ containers: { 'nav-ui': '1' } }))
      await backend.end('words')
      const seen = backend
        .feedback('words')
        .flatMap(({ actions }) => actions?.map(({ status }) => status) ?? [])
      expect(seen.filter((status) => status?.startsWith('ACTIVAT'))).toEqual([])
      expect(seen).toContain('POLISHING')
      expect(seen.at(-1)).toBe('UPDATE_SUCCESS')
    })

    test('the first RUNNING goes out at once, the last before the end, others not before the interval', async ({
      scope,
    }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: { containers: {}, 'body-ecu': {} },
        manager: { reportFeedbackInterval: '1h' },
      })
      await backend.apply('throttle', twoDomains)
      const final = await backend.end('throttle')
      expect(backend.statuses('throttle')).toEqual([
        'IDENTIFYING',
        'IDENTIFIED',
        'RUNNING',
        'RUNNING',
        'COMPLETED',
      ])
      expect(final.actions?.map(({ status }) => status)).toEqual(['UPDATE_SUCCESS', 'UPDATE_SUCCESS'])
    })

    test('with an interval of zero no RUNNING is sent', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: { containers: {} },
        manager: { reportFeedbackInterval: '0s' },
      })
      await backend.apply('quiet', desiredState({ containers: { a: '1' } }))
      await backend.end('quiet')
      expect(backend.statuses('quiet')).toEqual(['IDENTIFYING', 'IDENTIFIED', 'COMPLETED'])
    })

    test('a desired state that already holds everywhere ends IDENTIFIED, COMPLETED without a command', async ({
      scope,
    }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: { containers: { identify: [{ status: 'IDENTIFIED', actions: [] }] } },
      })
      await backend.apply('nothing', desiredState({ containers: { a: '1' } }))
      await backend.end('nothing')
      expect(backend.statuses('nothing')).toEqual(['IDENTIFYING', 'IDENTIFIED', 'COMPLETED'])
      expect(backend.commands('nothing')).toEqual([])
    })

    test('an activity that has ended is not run again: its end is told again', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, { broker, agents: { containers: {} } })
      await backend.apply('once', desiredState({ containers: { a: '1' } }))
      await backend.end('once')
      await backend.apply('once', desiredState({ containers: { a: '1' } }))
      await backend.wire.waitUntil('a second COMPLETED', () =>
        backend.statuses('once').filter((status) => status === 'COMPLETED').length === 2 ? true : undefined,
      )
      await backend.apply('after', desiredState({ containers: { a: '1' } }))
      await backend.end('after')
      expect(
        agent('containers')
          .desiredStates()
          .map(({ json }) => json?.activityId),
      ).toEqual(['once', 'after'])
    })

    test('an envelope without a timestamp, with unknown keys and nulls is good enough', async ({ scope }) => {
      const { backend } = await startSystem(scope, { broker, agents: { containers: {} } })
      const payload = {
        baselines: null,
        domains: [
          { id: 'containers', config: null, components: [{ id: 'a', version: '1', config: [], extra: 1 }] },
        ],
      }
      await backend.wire.publishRaw(
        backend.topics.desiredState,
        JSON.stringify({ activityId: 'tolerant', payload, extra: true }),
      )
      expect((await backend.end('tolerant')).status).toBe('COMPLETED')
    })
  })

  describe('the current state', () => {
    test('is the manager’s own node, then all that the agents report, each root tied to the manager', async ({
      scope,
    }) => {
      const bodyEcu = {
        softwareNodes: [
          { id: 'body-ecu:door-fw', version: '7.3', type: 'RAW' },
          {
            id: 'ecu-agent',
            version: '0.3',
            type: 'APPLICATION',
            parameters: [{ key: 'domain', value: 'body-ecu' }],
          },
        ],
        hardwareNodes: [{ id: 'ecu-17', version: 'B', name: 'Door ECU', addressable: true }],
        associations: [{ sourceId: 'ecu-agent', targetId: 'body-ecu:door-fw' }],
      }
      const { backend } = await startSystem(scope, {
        broker,
        agents: {
          'body-ecu': { inventory: bodyEcu },
          containers: { inventory: { softwareNodes: [{ id: 'containers', type: 'APPLICATION' }] } },
        },
      })
      const payload = backend.wire.on(backend.topics.currentState).at(-1)?.json?.payload
      expect(payload).toEqual({
        softwareNodes: [
          {
            id: 'device-update-manager',
            version: expect.any(String),
            name: 'Update Manager',
            type: 'APPLICATION',
          },
          ...bodyEcu.softwareNodes,
          { id: 'containers', type: 'APPLICATION' },
        ],
        hardwareNodes: bodyEcu.hardwareNodes,
        associations: [
          { sourceId: 'device-update-manager', targetId: 'ecu-agent' },
          { sourceId: 'ecu-agent', targetId: 'body-ecu:door-fw' },
          { sourceId: 'device-update-manager', targetId: 'containers' },
        ],
      })
    })

    test('is retained; nothing else but presence is', async ({ scope }) => {
      const { url, backend } = await startSystem(scope, { broker, agents: { containers: {} } })
      await backend.apply('retain', desiredState({ containers: { a: '1' } }))
      await backend.end('retain')
      const late = await connectWire(scope, url)
      const expected = ['containersupdate/currentstate', 'deviceupdate/currentstate', 'deviceupdate/presence']
      const retained = () => late.messages.filter(({ retain }) => retain).map(({ topic }) => topic)
      // A broker may send what it retains after messages that were published later.
      await late.waitUntil(
        'retained messages',
        () => expected.every((topic) => retained().includes(topic)) || undefined,
      )
      await late.settle()
      expect(retained().sort()).toEqual(expected)
      expect(late.on('deviceupdate/currentstate')[0]?.json?.activityId).toBe('retain')
    })

    test('is read anew after a campaign, and reported under its activity', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, { broker, agents: { containers: {} } })
      await backend.apply('report', desiredState({ containers: { a: '9' } }))
      await backend.end('report')
      const asked = agent('containers').wire.on('containersupdate/currentstate/get')
      expect(
        asked.filter(({ json }) => json?.activityId === 'report').map(({ json }) => json?.payload),
      ).toEqual([null])
      const report = backend.wire
        .on(backend.topics.currentState)
        .find(({ json }) => json?.activityId === 'report')
      expect(report?.json?.payload.softwareNodes).toContainEqual({
        id: 'containers:a',
        version: '9',
        type: 'DATA',
      })
      const order = backend.wire.messages.filter(({ topic, json }) =>
        topic === backend.topics.feedback
          ? json?.payload.status === 'COMPLETED'
          : json?.activityId === 'report' && topic === backend.topics.currentState,
      )
      expect(order.map(({ topic }) => topic)).toEqual([backend.topics.feedback, backend.topics.currentState])
    })

    test('is given to whoever asks, under the asked activity, also where the question has no payload', async ({
      scope,
    }) => {
      const { backend } = await startSystem(scope, { broker, agents: { containers: {} } })
      await backend.wire.publishRaw(
        backend.topics.currentStateGet,
        JSON.stringify({ activityId: 'ask', timestamp: 1 }),
      )
      const answer = await backend.wire.waitFor(
        'answer',
        ({ topic, json }) => topic === backend.topics.currentState && json?.activityId === 'ask',
      )
      expect(answer.json?.payload.softwareNodes.map(({ id }: { id: string }) => id)).toEqual([
        'device-update-manager',
        'containers-agent',
      ])
    })

    test('an agent that does not answer holds up neither the answer nor a campaign for more than its time', async ({
      scope,
    }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: { containers: {} },
        away: ['body-ecu'],
        manager: { agents: { containers: { readTimeout: '300ms' }, 'body-ecu': { readTimeout: '300ms' } } },
      })
      await backend.wire.publish(backend.topics.currentStateGet, 'patience', null)
      await backend.apply('meanwhile', desiredState({ containers: { a: '1' } }))
      expect((await backend.final('meanwhile')).status).toBe('COMPLETED')
      const answer = await backend.wire.waitFor(
        'answer',
        ({ topic, json }) => topic === backend.topics.currentState && json?.activityId === 'patience',
      )
      expect(answer.text).toContain('containers-agent')
    })

    test('that an agent reports unasked goes up with an empty activity', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, { broker, agents: { containers: {} } })
      const inventory = { softwareNodes: [{ id: 'containers:new', version: '5', type: 'CONTAINER' }] }
      agent('containers').change({ inventory })
      await agent('containers').wire.publish('containersupdate/currentstate', '', inventory, { retain: true })
      const report = await backend.wire.waitFor(
        'unsolicited report',
        ({ topic, text }) => topic === backend.topics.currentState && text.includes('containers:new'),
      )
      expect(report.json?.activityId).toBe('')
    })
  })
})

describe('on connect', () => {
  test('the manager asks every agent for its state, with a null payload and an activity of its own', async ({
    scope,
  }) => {
    const { agent } = await startSystem(scope, { agents: { containers: {}, 'body-ecu': {} } })
    for (const domain of ['containers', 'body-ecu']) {
      const { wire } = agent(domain)
      const question = await wire.waitFor('question', ({ topic }) => topic.endsWith('/currentstate/get'))
      expect(question.json?.activityId).toMatch(/^initial-current-state-\d{13}$/)
      expect(question.text).toMatch(/"payload":null}$/)
    }
  })

  test('and again after the broker was away', async ({ scope }) => {
    const { url, mosquitto } = await startSystem(scope, { agents: { containers: {} } })
    const topic = 'containersupdate/currentstate/get'
    const connection = { clean: false, clientId: 'listener' } // the broker keeps for it what comes before it is back
    const listener = await connectWire(scope, url, { filters: [topic], connection })
    await mosquitto?.stop()
    await mosquitto?.start()
    await listener.waitFor('another question', (message) => message.topic === topic)
  })

  test('its presence is retained, and the broker marks it offline when the process dies', async ({
    scope,
  }) => {
    const { backend, manager } = await startSystem(scope, { agents: { containers: {} } })
    const presence = () => backend.wire.on('deviceupdate/presence').map(({ json }) => json?.payload.online)
    await backend.wire.waitUntil('online', () => (presence().at(-1) === true ? true : undefined))
    await manager().kill()
    await backend.wire.waitUntil('offline', () => (presence().at(-1) === false ? true : undefined))
  })
})
