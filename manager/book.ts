/**
 * All campaigns that are not over (or whose end is still to be told), and the rule which of them runs.
 *
 * One campaign runs at a time. A newer desired state wins: of those that wait only the newest is kept, and the running
 * one makes way as long as it has touched nothing (`whenBusy` says whether it does). The same activity never runs twice.
 *
 * The book is changed by one caller at a time and does no I/O: what has to be stored and done is collected in `changes`.
 */
import { type Arrival, accept, arrivalProblems, busyFailure, refuseArrival } from './campaign/accept.ts'
import { nextDeadline } from './campaign/deadlines.ts'
import { type CampaignEvent, type Transition, transition } from './campaign/machine.ts'
import { type Campaign, isOpen, isTouched } from './campaign/state.ts'
import type { Effect } from './campaign/turn.ts'
import type { ManagerSettings } from './settings.ts'

export interface Change {
  campaign: Campaign
  effects: Effect[]
  durable: boolean
}

export interface Book {
  /** Open campaigns in order of arrival. */
  open(): Campaign[]
  get(activityId: string): Campaign | undefined
  arrive(arrival: Omit<Arrival, 'sequence'>, now: number): void
  apply(activityId: string, event: CampaignEvent, now: number): void
  /** Applies the event to every campaign in the book: the open ones, and those whose end nobody has heard of yet. */
  applyToAll(event: CampaignEvent, now: number): void
  /** What has happened since the last call, oldest first. */
  takeChanges(): Change[]
  /** When time alone will change something, ms since the epoch. */
  nextDeadline(): number | undefined
}

export function createBook(stored: Campaign[], settings: ManagerSettings): Book {
  const campaigns = new Map([...stored].sort(bySequence).map((campaign) => [campaign.activityId, campaign]))
  let changes: Change[] = []
  let sequence = Math.max(0, ...stored.map((campaign) => campaign.sequence))

  const open = () => [...campaigns.values()].filter(isOpen)
  const running = () => open().find(({ stage }) => stage.name !== 'waiting')
  const waiting = () => open().filter(({ stage }) => stage.name === 'waiting')

  function take({ campaign, effects, durable }: Transition): void {
    changes.push({ campaign, effects, durable })
    if (isOpen(campaign) || !campaign.reported) campaigns.set(campaign.activityId, campaign)
    else campaigns.delete(campaign.activityId)
  }

  function step(campaign: Campaign, event: CampaignEvent, now: number): void {
    take(transition(campaign, event, now, settings))
  }

  function startNext(now: number): void {
    const next = waiting()[0]
    if (next && !running()) step(next, { type: 'start' }, now)
  }

  function admit(arrival: Arrival, now: number): void {
    const current = running()
    for (const older of waiting()) step(older, { type: 'supersede', by: arrival.activityId }, now)
    take(accept(arrival, now, settings))
    const makesWay = current && (current.dryRun || settings.whenBusy === 'supersede') && !isTouched(current)
    if (makesWay) step(current, { type: 'supersede', by: arrival.activityId }, now)
    startNext(now)
  }

  return {
    open,
    get: (activityId) => campaigns.get(activityId),
    arrive(received, now) {
      sequence += 1
      const arrival = { ...received, sequence }
      const problems = arrivalProblems(arrival, settings)
      if (problems.length > 0) return take(refuseArrival(arrival, problems, now, settings))
      const current = running()
      const disturbs = settings.whenBusy === 'reject' ? !current?.dryRun : arrival.document.dryRun
      if (!current || !disturbs) return admit(arrival, now)
      take(refuseArrival(arrival, [busyFailure(current.activityId)], now, settings))
    },
    apply(activityId, event, now) {
      const campaign = campaigns.get(activityId)
      if (campaign) step(campaign, event, now)
      startNext(now)
    },
    applyToAll(event, now) {
      for (const campaign of [...campaigns.values()]) step(campaign, event, now)
      startNext(now)
    },
    takeChanges() {
      const taken = changes
      changes = []
      return taken
    },
    nextDeadline() {
      const times = open().flatMap((campaign) => nextDeadline(campaign, settings) ?? [])
      return times.length === 0 ? undefined : Math.min(...times)
    },
  }
}

function bySequence(one: Campaign, other: Campaign): number {
  return one.sequence - other.sequence
}
