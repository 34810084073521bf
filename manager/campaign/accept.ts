/** How a campaign begins: from a desired state that has just arrived, accepted or refused at the door. */
import { domainSegment, type ErrorCode } from '../../spec/index.ts'
import type { ManagerSettings } from '../settings.ts'
import { finish } from './cleanup.ts'
import type { Transition } from './machine.ts'
import { baselineProblem, domainsOf } from './split.ts'
import type { Campaign, Failure } from './state.ts'
import { audit, beginTurn, fail, type Turn } from './turn.ts'

export interface Arrival
  extends Pick<Campaign, 'activityId' | 'document' | 'digest' | 'sequence' | 'bootId'> {
  /** What each agent is known to be able to do. */
  capabilities: (domain: string) => string[]
}

/** The campaign in stage `waiting`. */
export function accept(arrival: Arrival, now: number, settings: ManagerSettings): Transition {
  const turn = beginTurn(newCampaign(arrival, now, settings), now, settings)
  const domains = turn.campaign.participants.map(({ domain }) => domain)
  audit(turn, 'accepted', { domains, ...(turn.campaign.dryRun && { dryRun: true }) })
  return durably(turn)
}

/** The campaign in stage `finished`, IDENTIFICATION_FAILED: it never touches an agent. */
export function refuseArrival(
  arrival: Arrival,
  failures: Failure[],
  now: number,
  settings: ManagerSettings,
): Transition {
  const campaign = newCampaign(arrival, now, settings)
  const turn = beginTurn({ ...campaign, participants: [] }, now, settings)
  for (const failure of failures) fail(turn, failure)
  finish(turn)
  return durably(turn)
}

/** What no agent could put right; empty where the document can be tried. */
export function arrivalProblems(
  { document }: Pick<Campaign, 'document'>,
  settings: ManagerSettings,
): Failure[] {
  const domains = domainsOf(document).map(({ id }) => id)
  if (domains.length === 0)
    return [failure('NO_DOMAINS', 'payload.domains: the desired state names no domain')]
  const unknown = domains.filter((domain) => !Object.hasOwn(settings.agents, domain))
  if (unknown.length > 0) return unknown.map((domain) => unknownDomain(domain, settings))
  const colliding = domains.find((one, index) =>
    domains.some((other, place) => place < index && domainSegment(other) === domainSegment(one)),
  )
  if (colliding !== undefined) {
    return [
      failure('UNKNOWN_DOMAIN', `payload.domains: "${colliding}" has the same topics as another domain`),
    ]
  }
  const problem = baselineProblem(document)
  return problem === undefined ? [] : [failure('INVALID_BASELINE', problem)]
}

export function busyFailure(running: string): Failure {
  const { message, reason } = failure('BUSY', `campaign ${running} is running`)
  return { message, reason: { ...reason, retryable: true } }
}

function unknownDomain(domain: string, settings: ManagerSettings): Failure {
  const known = Object.keys(settings.agents).join(', ') || 'none'
  return {
    domain,
    ...failure('UNKNOWN_DOMAIN', `no agent is configured for this domain (configured: ${known})`),
  }
}

function failure(code: ErrorCode, message: string): Failure {
  return { message, reason: { code, phase: 'IDENTIFY', retryable: false } }
}

function durably(turn: Turn): Transition {
  return { campaign: turn.campaign, effects: turn.effects, durable: true }
}

function newCampaign(arrival: Arrival, now: number, settings: ManagerSettings): Campaign {
  const { activityId, document, digest, sequence, bootId, capabilities } = arrival
  const domains = domainsOf(document).map(({ id }) => id)
  return {
    activityId,
    document,
    ...(digest !== undefined && { digest }),
    sequence,
    receivedAt: now,
    dryRun: document.dryRun ?? false,
    groups: groupsOf(domains, settings.order),
    stage: { name: 'waiting' },
    since: now,
    participants: domains.map((domain) => ({
      domain,
      capabilities: capabilities(domain),
      identification: { is: 'pending', progressAt: now },
      actions: [],
    })),
    transactions: [],
    parts: [],
    paused: false,
    usedConsents: [],
    bootId,
    reboots: 0,
    failures: [],
    reported: false,
  }
}

/** The configured groups, cut to the domains at hand; those that no group names come last, together. */
function groupsOf(domains: string[], order: string[][]): string[][] {
  const named = order.map((group, index) =>
    group.filter((domain) => domains.includes(domain) && !order.slice(0, index).flat().includes(domain)),
  )
  const rest = domains.filter((domain) => !order.flat().includes(domain))
  return [...named, rest].filter((group) => group.length > 0)
}
