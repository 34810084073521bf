/** A campaign in a test: agents answer what the test says, time is a number, effects are kept to look at. */
import { accept, arrivalProblems, refuseArrival } from '../../../manager/campaign/accept.ts'
import { nextDeadline } from '../../../manager/campaign/deadlines.ts'
import { overallFeedback } from '../../../manager/campaign/feedback.ts'
import { type CampaignEvent, transition } from '../../../manager/campaign/machine.ts'
import type { Campaign } from '../../../manager/campaign/state.ts'
import type { Effect } from '../../../manager/campaign/turn.ts'
import { type ManagerSettings, managerSettings } from '../../../manager/settings.ts'
import type { Action, DesiredState, DesiredStateFeedback } from '../../../spec/index.ts'

export interface World {
  campaign: Campaign
  now: number
  /** Commands and questions that went out, as text: `a:DOWNLOAD`, `b:UPDATE(baseline)`, `consent:UPDATE`, `reboot`. */
  said: string[]
  /** How each reboot was asked for. */
  asked: { attempt: number; mayWait: boolean }[]
  /** Statuses that were reported at once. */
  reported: string[]
  /** What the backend was told with each RUNNING, where that needed words. */
  explained: string[]
  durableTurns: number
  settings: ManagerSettings
  send(event: CampaignEvent): World
  /** Feedback of one agent. */
  from(domain: string, status: string, more?: Partial<DesiredStateFeedback>): World
  /** Lets time pass to the next deadline, and fires it. */
  timeOut(): World
  /** What was said since the last call. */
  heard(): string[]
}

export interface WorldOptions {
  document?: DesiredState
  settings?: Partial<ManagerSettings>
  /** By domain; `idempotent` and `reboot` for all by default. */
  capabilities?: Record<string, string[]>
}

export function desired(...domains: string[]): DesiredState {
  return { domains: domains.map((id) => ({ id, components: [{ id: 'one', version: '2' }] })) }
}

export function action(domain: string, id = 'one', status = 'IDENTIFIED'): Action {
  return { component: { id: `${domain}:${id}`, version: '2' }, status }
}

export function createWorld({
  document = desired('a', 'b'),
  settings = {},
  capabilities,
}: WorldOptions = {}): World {
  const agents = { a: {}, b: {}, c: {} }
  const full = { ...managerSettings({ agents }), ...settings }
  const able = (domain: string) => capabilities?.[domain] ?? ['idempotent', 'reboot', 'baselines', 'pause']
  const arrival = { activityId: 'x', document, sequence: 1, bootId: 'boot-1', capabilities: able }
  const problems = arrivalProblems(arrival, full)
  const first = problems.length > 0 ? refuseArrival(arrival, problems, 0, full) : accept(arrival, 0, full)
  let read = 0

  const world: World = {
    campaign: first.campaign,
    now: 0,
    said: [],
    asked: [],
    reported: [],
    explained: [],
    durableTurns: 0,
    settings: full,
    send(event) {
      const next = transition(world.campaign, event, world.now, full)
      world.campaign = next.campaign
      if (next.durable) world.durableTurns += 1
      for (const effect of next.effects) record(effect)
      return world
    },
    from: (domain, status, more = {}) =>
      world.send({ type: 'feedback', domain, feedback: { status, ...more } }),
    timeOut() {
      world.now = Math.max(world.now, nextDeadline(world.campaign, full) ?? world.now)
      return world.send({ type: 'deadline' })
    },
    heard() {
      const news = world.said.slice(read)
      read = world.said.length
      return news
    },
  }

  function record(effect: Effect): void {
    if (effect.type === 'sendDesiredState') world.said.push(`${effect.domain}:IDENTIFY`)
    if (effect.type === 'sendCommand') {
      world.said.push(`${effect.domain}:${effect.command}${effect.baseline ? `(${effect.baseline})` : ''}`)
    }
    if (effect.type === 'askConsent') world.said.push(`consent:${effect.command}`)
    if (effect.type === 'reboot') {
      const { type: _, ...how } = effect
      world.said.push('reboot')
      world.asked.push(how)
    }
    if (effect.type === 'report') world.reported.push(effect.feedback.status)
    if (effect.type === 'reportRunning') {
      const { message } = overallFeedback(world.campaign)
      if (message !== undefined) world.explained.push(message)
    }
    if (effect.type === 'finish') world.reported.push(overallFeedback(world.campaign).status)
  }
  for (const effect of first.effects) record(effect)
  if (problems.length === 0) world.send({ type: 'start' })
  return world
}

/** Both agents identified with one action each. */
export function identified(options: WorldOptions = {}): World {
  const world = createWorld(options)
  for (const { domain } of world.campaign.participants)
    world.from(domain, 'IDENTIFIED', { actions: [action(domain)] })
  return world
}

/** All agents answer with success up to and including the phase. */
export function through(
  phase: 'DOWNLOAD' | 'UPDATE' | 'ACTIVATE' | 'CLEANUP',
  options: WorldOptions = {},
): World {
  const world = identified(options)
  const statuses = ['DOWNLOAD_SUCCESS', 'UPDATE_SUCCESS', 'ACTIVATION_SUCCESS', 'CLEANUP_SUCCESS']
  const last = ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP'].indexOf(phase)
  for (const status of statuses.slice(0, last + 1)) {
    for (const group of status.startsWith('UPDATE') || status.startsWith('ACT')
      ? world.campaign.groups
      : [['a', 'b', 'c']]) {
      for (const domain of group) world.from(domain, status)
    }
  }
  world.heard()
  return world
}
