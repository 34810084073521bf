import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type CampaignProgress,
  type ConnectOptions,
  connect,
  type GodwitClient,
} from '../../../client/index.ts'
import type { Action, CampaignSummary, DesiredStateFeedback } from '../../../spec/index.ts'
import { topicsOf } from '../../../spec/topics.ts'
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { startFakeManager } from './fake-manager.ts'

const desired = { domains: [{ id: 'software', components: [{ id: 'app', version: '2' }] }] }
const planned: DesiredStateFeedback = {
  status: 'IDENTIFIED',
  actions: [{ component: { id: 'software:app', version: '2' }, status: 'IDENTIFIED' }],
}
const flight: DesiredStateFeedback[] = [
  { status: 'IDENTIFYING' },
  planned,
  { status: 'RUNNING' },
  { status: 'COMPLETED' },
]

describeWithMosquitto('client', () => {
  let scope: Scope
  let broker: Mosquitto

  beforeEach(async () => {
    scope = newScope()
    broker = await startMosquitto(scope)
  })
  afterEach(() => scope.release())

  async function connectClient(options: Partial<ConnectOptions> = {}): Promise<GodwitClient> {
    const client = await connect({ broker: broker.url, ...options })
    scope.defer(() => client.close())
    return client
  }

  test('a campaign is followed from its first status to its last', async () => {
    const manager = await startFakeManager(scope, broker.url, { script: () => flight })
    const client = await connectClient()
    const campaign = await client.apply(desired, { activityId: 'c1' })
    const statuses: string[] = []
    for await (const { status } of campaign) statuses.push(status)
    expect(statuses).toEqual(['IDENTIFYING', 'IDENTIFIED', 'RUNNING', 'COMPLETED'])
    expect(await campaign.finished()).toEqual({
      activityId: 'c1',
      status: 'COMPLETED',
      actions: planned.actions,
    })
    expect(manager.desired).toEqual([{ activityId: 'c1', payload: desired }])
  })

  test('nothing is sent to a manager that is known to be offline', async () => {
    const manager = await startFakeManager(scope, broker.url, { isPlain: true })
    await manager.wire.publish('deviceupdate/presence', '', { online: false }, { retain: true })
    const client = await connectClient()
    await expect(client.apply(desired)).rejects.toMatchObject({ code: 'REFUSED' })
    await manager.wire.settle()
    expect(manager.desired).toEqual([])
  })

  test("a manager without Godwit's additions is given campaigns, but never a dry run", async () => {
    const manager = await startFakeManager(scope, broker.url, { isPlain: true, script: () => flight })
    const client = await connectClient()
    await expect(client.plan(desired)).rejects.toMatchObject({ code: 'REFUSED' })
    await manager.wire.settle()
    expect(manager.desired).toEqual([])
    const campaign = await client.apply(desired)
    expect(await campaign.finished()).toMatchObject({ status: 'COMPLETED' })
  })

  test('a plan is a dry run, and ends when it is identified', async () => {
    const manager = await startFakeManager(scope, broker.url, {
      script: () => [{ status: 'IDENTIFYING' }, planned],
    })
    const client = await connectClient()
    expect(await client.plan(desired)).toMatchObject({ status: 'IDENTIFIED', actions: planned.actions })
    expect(manager.desired[0]?.payload).toEqual({ ...desired, dryRun: true })
  })

  test('following tells how a campaign ended that is over', async () => {
    const summary: CampaignSummary = {
      activityId: 'c1',
      stage: 'finished',
      status: 'INCOMPLETE',
      message: 'cancelled',
      receivedAt: 1,
    }
    await startFakeManager(scope, broker.url, { campaigns: [summary] })
    const client = await connectClient()
    const campaign = await client.follow('c1')
    expect(await campaign.finished()).toMatchObject({ status: 'INCOMPLETE', message: 'cancelled' })
    const unknown = await client.follow('c2')
    await expect(unknown.finished()).rejects.toMatchObject({ code: 'UNKNOWN_CAMPAIGN' })
  })

  test('following a campaign under way hears the agents of its components', async () => {
    const action: Action = {
      component: { id: 'software:app', version: '2' },
      status: 'DOWNLOADING',
      progress: 1,
    }
    const summary: CampaignSummary = {
      activityId: 'c1',
      stage: 'phase',
      status: 'RUNNING',
      receivedAt: 1,
      actions: [action],
    }
    const manager = await startFakeManager(scope, broker.url, { campaigns: [summary] })
    const client = await connectClient()
    const campaign = await client.follow('c1')
    const reader = campaign[Symbol.asyncIterator]()
    await reader.next()
    // Asked on the same connection: by its answer the broker has seen the subscription.
    await client.status()
    await manager.wire.publish(topicsOf('software').feedback, 'c1', {
      status: 'DOWNLOADING',
      actions: [{ ...action, progress: 50 }],
    })
    expect((await reader.next()).value).toMatchObject({ status: 'RUNNING', actions: [{ progress: 50 }] })
  })

  test('an outcome that came while the connection was lost is asked for', async () => {
    const campaigns: CampaignSummary[] = []
    const script = () => {
      campaigns.push({ activityId: 'c1', stage: 'finished', status: 'COMPLETED', receivedAt: 1 })
      return [{ status: 'IDENTIFYING' }]
    }
    await startFakeManager(scope, broker.url, { campaigns, script })
    const client = await connectClient()
    const campaign = await client.apply(desired, { activityId: 'c1' })
    const reader = campaign[Symbol.asyncIterator]()
    expect((await reader.next()).value).toMatchObject({ status: 'IDENTIFYING' })
    await broker.kill()
    await broker.start()
    expect(await campaign.finished()).toMatchObject({ status: 'COMPLETED' })
  })

  test("agents' own progress is shown between the manager's reports", async () => {
    const manager = await startFakeManager(scope, broker.url, {
      script: () => [{ status: 'IDENTIFYING' }, planned, { status: 'RUNNING' }],
    })
    const client = await connectClient()
    const campaign = await client.apply(desired, { activityId: 'c1', domains: ['software'] })
    const reader = campaign[Symbol.asyncIterator]()
    const seen = async (matches: (progress: CampaignProgress) => boolean) => {
      for (let step = await reader.next(); !step.done; step = await reader.next())
        if (matches(step.value)) return
      throw new Error('ended before')
    }
    await seen(({ status }) => status === 'RUNNING')
    const actions = [{ component: { id: 'software:app', version: '2' }, status: 'DOWNLOADING', progress: 42 }]
    await manager.wire.publish('softwareupdate/desiredstatefeedback', 'other', {
      status: 'DOWNLOADING',
      actions: [],
    })
    await manager.wire.publish('softwareupdate/desiredstatefeedback', 'c1', {
      status: 'DOWNLOADING',
      actions,
    })
    await seen((progress) => progress.status === 'RUNNING' && progress.actions[0]?.progress === 42)
    await manager.report('c1', { status: 'COMPLETED' })
    expect(await campaign.finished()).toMatchObject({ status: 'COMPLETED' })
  })

  test('the current state is the answer, else what the broker has kept', async () => {
    const inventory = { softwareNodes: [{ id: 'device-update-manager', version: '1' }] }
    const client = await connectClient()
    await expect(client.currentState({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'NO_ANSWER' })
    const manager = await startFakeManager(scope, broker.url, { inventory })
    expect(await client.currentState()).toMatchObject({ inventory, isFresh: true })
    await manager.wire.publish('deviceupdate/currentstate', '', inventory, { retain: true })
    await manager.wire.close()
    const late = await connectClient()
    expect(await late.currentState({ timeoutMs: 200 })).toMatchObject({ inventory, isFresh: false })
  })

  test("the owner's consent is asked for and given for one command", async () => {
    const manager = await startFakeManager(scope, broker.url)
    const client = await connectClient()
    const asked = Promise.withResolvers<unknown>()
    client.onConsent(asked.resolve)
    await manager.wire.publish('deviceupdate/ownerconsent', 'c1', { command: 'UPDATE' })
    expect(await asked.promise).toEqual({ activityId: 'c1', command: 'UPDATE' })
    await client.consent('c1', 'APPROVED', 'UPDATE')
    const answer = await manager.wire.waitFor(
      'consent',
      ({ topic }) => topic === 'deviceupdate/ownerconsentfeedback',
    )
    expect(answer.json).toMatchObject({
      activityId: 'c1',
      payload: { status: 'APPROVED', command: 'UPDATE' },
    })
  })

  test('closing ends the following, not the campaign', async () => {
    const manager = await startFakeManager(scope, broker.url, { script: () => [{ status: 'IDENTIFYING' }] })
    const client = await connectClient()
    const campaign = await client.apply(desired)
    await client.close()
    await expect(campaign.finished()).rejects.toMatchObject({ code: 'INTERRUPTED' })
    await manager.wire.settle()
    expect(manager.controls).toEqual([])
  })

  test('a device behind a topic prefix is reached on its own topics alone', async () => {
    const prefix = { topicPrefix: 'fleet/device-7' }
    const manager = await startFakeManager(scope, broker.url, { ...prefix, script: () => flight })
    const campaign = await (await connectClient(prefix)).apply(desired)
    expect(await campaign.finished()).toMatchObject({ status: 'COMPLETED' })
    expect(manager.wire.messages.filter(({ topic }) => topic.startsWith('deviceupdate'))).toEqual([])
  })

  test('a broker that is not there is named, with what is wrong', async () => {
    const port = await freePort()
    const connecting = connect({ broker: `mqtt://user:secret@localhost:${port}`, connectTimeoutMs: 300 })
    await expect(connecting).rejects.toThrow(
      `cannot connect to mqtt://localhost:${port}: nobody listens there`,
    )
  })
})
