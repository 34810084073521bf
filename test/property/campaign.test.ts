/**
 * The campaign machine under anything that may happen: agents that answer, lie, repeat themselves or fall silent, an
 * owner and an operator who interfere, and crashes between any two events, before or after the state was written down.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accept } from '../../manager/campaign/accept.ts'
import { nextDeadline, partDeadline } from '../../manager/campaign/deadlines.ts'
import { type CampaignEvent, transition } from '../../manager/campaign/machine.ts'
import type { Campaign, Part } from '../../manager/campaign/state.ts'
import type { Effect } from '../../manager/campaign/turn.ts'
import { waitsOf } from '../../manager/campaign/waits.ts'
import { type ManagerSettings, managerSettings } from '../../manager/settings.ts'
import { type Command, type DesiredState, phaseStatuses } from '../../spec/index.ts'

const domains = ['a', 'b', 'c']
const hour = 3_600_000

/** What happens next, as numbers and words that mean something in every state. */
type Happening =
  | {
      what: 'answer'
      domain: string
      how: 'running' | 'waiting' | 'success' | 'failure' | 'reboot' | 'completed' | 'silent'
    }
  | { what: 'noise'; domain: string; status: string; baseline: string | undefined }
  | { what: 'time' }
  | { what: 'crash'; written: boolean; boot: boolean }
  | { what: 'consent'; approved: boolean }
  | { what: 'control'; control: 'CANCEL' | 'PAUSE' | 'RESUME' }
  | { what: 'supersede' }
  | { what: 'agentSeen'; domain: string }

const allStatuses = [
  ...Object.values(phaseStatuses).flatMap(({ running, success, failure }) => [running, success, failure]),
  'IDENTIFIED',
  'IDENTIFICATION_FAILED',
  'COMPLETED',
  'INCOMPLETE',
  'RUNNING',
  'NONSENSE',
]

const domain = fc.constantFrom(...domains)
const answer = fc.record({
  what: fc.constant('answer' as const),
  domain,
  how: fc.constantFrom(
    'success',
    'success',
    'success',
    'running',
    'waiting',
    'failure',
    'reboot',
    'completed',
    'silent',
  ),
}) as fc.Arbitrary<Happening>
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 12, arbitrary: answer },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('noise' as const),
      domain,
      status: fc.constantFrom(...allStatuses),
      baseline: fc.constantFrom(undefined, 'one', 'two', 'other'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'time' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('crash' as const), written: fc.boolean(), boot: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('consent' as const), approved: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('control' as const),
      control: fc.constantFrom('CANCEL', 'PAUSE', 'RESUME'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('agentSeen' as const), domain }) },
)

const scenario = fc.record({
  baselines: fc.boolean(),
  capable: fc.uniqueArray(domain),
  order: fc.constantFrom<string[][]>([], [['b'], ['a']]),
  consent: fc.subarray(['DOWNLOAD', 'UPDATE', 'ACTIVATE'] as const),
  rebootEnabled: fc.boolean(),
  happenings: fc.array(happening, { maxLength: 60 }),
})

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

class Device {
  campaign: Campaign
  /** What a restarted manager would read. */
  disk: Campaign
  boot = 1
  now = 0
  readonly settings: ManagerSettings
  /** Commands in the order in which they went out. */
  readonly sent: { domain: string; command: string; baseline?: string | undefined; again: boolean }[] = []
  private serial = 0

  constructor({ baselines, capable, order, consent, rebootEnabled }: Scenario) {
    const components = [{ id: 'one' }, { id: 'two' }]
    const document: DesiredState = {
      domains: domains.map((id) => ({ id, components })),
      ...(baselines && {
        baselines: [
          { title: 'one', components: ['a:one', 'b:one'] },
          { title: 'two', components: ['b:two', 'c:two'] },
        ],
      }),
    }
    const agents = Object.fromEntries(domains.map((name) => [name, {}]))
    this.settings = {
      ...managerSettings({ agents }),
      order,
      ownerConsentCommands: [...consent],
      rebootEnabled,
    }
    const capabilities = (name: string) =>
      capable.includes(name) ? ['idempotent', 'reboot', 'baselines', 'pause'] : []
    const arrival = { activityId: 'x', document, sequence: 1, bootId: 'boot-1', capabilities }
    this.campaign = accept(arrival, 0, this.settings).campaign
    this.disk = this.campaign
    this.send({ type: 'start' })
  }

  send(event: CampaignEvent, crash?: 'before' | 'after'): void {
    const before = this.campaign
    const next = transition(before, event, this.now, this.settings)
    if (crash === 'before') return
    if (next.durable) this.disk = JSON.parse(JSON.stringify(next.campaign))
    this.campaign = next.campaign
    if (crash === 'after') return
    for (const effect of next.effects) this.perform(effect, event.type)
    this.check(before)
  }

  private perform(effect: Effect, cause: string): void {
    if (effect.type !== 'sendCommand') return
    const { domain: name, command, baseline } = effect
    const again = ['recovered', 'online', 'agentSeen'].includes(cause)
    this.sent.push({ domain: name, command, baseline, again })
    if (command === 'UPDATE') this.checkDownloadsOver()
    if (command === 'CLEANUP') this.checkCleanup(name, baseline)
  }

  private checkDownloadsOver(): void {
    for (const part of this.campaign.parts) {
      const alive = this.campaign.transactions[part.transaction]?.state === 'active'
      const inDownload =
        (part.state.is === 'running' && part.state.command === 'DOWNLOAD') || part.state.is === 'paused'
      const before = part.state.is === 'ready' && part.state.after === 'IDENTIFY'
      if (alive) expect(inDownload || before).toBe(false)
    }
  }

  /** CLEANUP commits, so nobody may hear it whose transaction is undecided or has still to be rolled back. */
  private checkCleanup(name: string, baseline?: string): void {
    for (const part of this.campaign.parts.filter(
      (each) => each.domain === name && each.baseline === baseline,
    )) {
      const state = this.campaign.transactions[part.transaction]?.state
      expect(state).not.toBe('active')
      if (state === 'failed' && part.touched) expect(part.rollback).toBeDefined()
    }
  }

  private check(before: Campaign): void {
    const { campaign, settings } = this
    for (const [index, { state }] of before.transactions.entries()) {
      const now = campaign.transactions[index]?.state
      if (state === 'failed' && before.parts.length > 0) expect(now).toBe('failed')
      if (state === 'committed') expect(now).toBe('committed')
      if (state === 'active' && now === 'committed') this.checkAllActivated(before, index)
    }
    const explained = waitsOf(campaign, settings).length > 0
    expect(explained || campaign.stage.name === 'finished').toBe(true)
    expect(campaign.outcome !== undefined).toBe(campaign.stage.name === 'finished')
  }

  private checkAllActivated(before: Campaign, index: number): void {
    const undone = (part: Part) =>
      part.state.is === 'failed' || part.state.is === 'paused' || part.state.is === 'awaitingReboot'
    for (const part of before.parts) if (part.transaction === index) expect(undone(part)).toBe(false)
  }

  happen(event: Happening): void {
    switch (event.what) {
      case 'answer':
        return this.answer(event.domain, event.how)
      case 'noise': {
        const feedback = {
          status: event.status,
          ...(event.baseline !== undefined && { baseline: event.baseline }),
        }
        return this.send({ type: 'feedback', domain: event.domain, feedback })
      }
      case 'time':
        this.now = Math.max(this.now, nextDeadline(this.campaign, this.settings) ?? this.now)
        return this.send({ type: 'deadline' })
      case 'crash':
        this.send({ type: 'deadline' }, event.written ? 'after' : 'before')
        return this.restart(event.boot)
      case 'consent':
        this.serial += 1
        return this.send({ type: 'consent', answer: { approved: event.approved, timestamp: this.serial } })
      case 'control':
        return this.send({ type: 'control', control: event.control })
      case 'supersede':
        return this.send({ type: 'supersede', by: 'y' })
      case 'agentSeen':
        return this.send({ type: 'agentSeen', domain: event.domain, connected: true })
    }
  }

  restart(boot: boolean): void {
    if (boot) this.boot += 1
    this.campaign = JSON.parse(JSON.stringify(this.disk))
    this.send({ type: 'recovered', bootId: `boot-${this.boot}` })
  }

  /** The agent answers the command that it was given last. */
  private answer(
    name: string,
    how: 'running' | 'waiting' | 'success' | 'failure' | 'reboot' | 'completed' | 'silent',
  ): void {
    if (how === 'silent') return
    const participant = this.campaign.participants.find((each) => each.domain === name)
    if (this.campaign.stage.name === 'identifying' && participant?.identification.is === 'pending') {
      const actions = ['one', 'two'].map((id) => ({
        component: { id: `${name}:${id}` },
        status: 'IDENTIFIED',
      }))
      const status =
        how === 'failure' ? 'IDENTIFICATION_FAILED' : how === 'completed' ? 'COMPLETED' : 'IDENTIFIED'
      return this.send({
        type: 'feedback',
        domain: name,
        feedback: { status, ...(status === 'IDENTIFIED' && { actions }) },
      })
    }
    const running = this.campaign.parts.find((part) => part.domain === name && part.state.is === 'running')
    if (running?.state.is !== 'running') return
    const statuses = phaseStatuses[running.state.command as Command]
    const baseline = running.baseline !== undefined && { baseline: running.baseline }
    const word = {
      running: statuses.running,
      waiting: statuses.running,
      success: statuses.success,
      failure: statuses.failure,
      reboot: statuses.running,
      completed: 'COMPLETED',
    }[how]
    const feedback = {
      status: word,
      ...baseline,
      ...(how === 'reboot' && { rebootRequired: true }),
      ...(how === 'waiting' && { actions: [{ component: { id: `${name}:one` }, waitMs: hour }] }),
    }
    this.send({ type: 'feedback', domain: name, feedback })
    if (how === 'waiting') this.checkWait(name, running)
  }

  /** An agent that waits on purpose is late only when its wait and a whole phase timeout have passed. */
  private checkWait(name: string, { transaction }: Part): void {
    const part = this.campaign.parts.find((each) => each.domain === name && each.transaction === transaction)
    if (part?.state.is !== 'running') return
    expect(partDeadline(part, this.settings)).toBeGreaterThanOrEqual(
      this.now + hour + this.settings.phaseTimeoutMs,
    )
  }

  /** From here on nobody says anything any more: only time passes, the device boots, the operator lets go. */
  drainToTheEnd(): void {
    for (let round = 0; round < 200 && this.campaign.stage.name !== 'finished'; round += 1) {
      if (this.campaign.paused) this.happen({ what: 'control', control: 'RESUME' })
      if (this.campaign.stage.name === 'rebooting' && !this.settings.rebootEnabled) this.restart(true)
      this.happen({ what: 'time' })
    }
  }
}

const finals = ['COMPLETED', 'INCOMPLETE', 'INCOMPLETE_INCONSISTENT', 'IDENTIFICATION_FAILED', 'SUPERSEDED']

it('always comes to a final status, commits nothing after a failure, changes nothing before all is downloaded, and explains every wait', () => {
  fc.assert(
    fc.property(scenario, (plan) => {
      const device = new Device(plan)
      for (const event of plan.happenings) device.happen(event)
      device.drainToTheEnd()
      expect(finals).toContain(device.campaign.outcome?.status)
    }),
    { numRuns: 3_000 },
  )
})

it('never sends a command twice to an agent that does not bear it', () => {
  fc.assert(
    fc.property(scenario, (plan) => {
      const device = new Device(plan)
      for (const event of plan.happenings) device.happen(event)
      const repeated = device.sent.filter(({ again, domain: name }) => again && !plan.capable.includes(name))
      const asked = new Set(repeated.map(({ command }) => command))
      // After a boot that was asked for, an agent is asked again even so: it has said that it wants to be.
      for (const command of asked) expect(['ACTIVATE', 'ROLLBACK']).toContain(command)
    }),
    { numRuns: 1_000 },
  )
})

it('commits when every agent does as it is told, whatever crashes in between', () => {
  const crash = fc.record({ written: fc.boolean(), boot: fc.boolean() })
  fc.assert(
    fc.property(fc.array(crash, { maxLength: 12 }), fc.boolean(), (crashes, baselines) => {
      const device = new Device({
        baselines,
        capable: domains,
        order: [],
        consent: [],
        rebootEnabled: true,
        happenings: [],
      })
      for (let round = 0; round < 60 && device.campaign.stage.name !== 'finished'; round += 1) {
        const next = crashes.shift()
        if (next && device.campaign.reboots < 6) device.happen({ what: 'crash', ...next })
        for (const name of domains) device.happen({ what: 'answer', domain: name, how: 'success' })
      }
      expect(device.campaign.outcome?.status).toBe('COMPLETED')
    }),
  )
})
