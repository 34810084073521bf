import type { Bus } from '../platform/bus/bus.ts'
import type { Clock } from '../platform/clock.ts'
import {
  type CampaignSummary,
  encode,
  GodwitError,
  type OwnerConsentFeedback,
  type Topics,
  topicsOf,
} from '../spec/index.ts'
import type { GodwitClient } from './api.ts'
import { unknownCampaign } from './campaign.ts'
import { createFollowing, type Following, findCampaign } from './following.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createQuestions, noAnswer, type Questions } from './questions.ts'
import { assertSameDocument } from './repetition.ts'

export interface ClientSettings {
  /** The manager's domain. */
  domain: string
  topicPrefix?: string | undefined
}

export interface ClientPorts {
  bus: Bus
  clock: Clock
  /** A new unique id. */
  newId(): string
}

const defaultTimeoutMs = 10_000
/** How long a manager may take to say that it is there. */
const greetingTimeoutMs = 2_000
/** How long a close may take. */
const closeGraceMs = 1_000

/** A client over any bus. */
export function createClient(settings: ClientSettings, ports: ClientPorts): GodwitClient {
  const topics = topicsOf(settings.domain, settings.topicPrefix)
  const inbox = createInbox(ports.bus, settings.domain, settings.topicPrefix)
  const questions = createQuestions(topics, inbox, ports)
  const following = createFollowing(inbox, () => questions.status(greetingTimeoutMs))
  catchUpAfterLoss(ports.bus, inbox, following)
  const send = (topic: string, activityId: string, payload: unknown) =>
    ports.bus.publish(topic, encode(activityId, ports.clock.now(), payload))

  return {
    ...campaignCalls({ topics, inbox, questions, following, send, newId: ports.newId }),
    currentState: ({ timeoutMs = defaultTimeoutMs, verify = false } = {}) =>
      questions.currentState(timeoutMs, verify),
    status: async ({ timeoutMs = defaultTimeoutMs } = {}) => {
      const status = await questions.status(timeoutMs)
      if (!status) throw noAnswer('status', timeoutMs)
      return status
    },
    control: (command, activityId) => send(topics.command, activityId, { command }),
    onConsent: (handler) =>
      inbox.ownerConsent.listen(({ activityId, payload }) =>
        handler({ activityId, command: payload.command }),
      ),
    consent: (activityId, answer, command) => {
      const payload: OwnerConsentFeedback = { status: answer, ...(command !== undefined && { command }) }
      return send(topics.ownerConsentFeedback, activityId, payload)
    },
    close: () => {
      following.abandon()
      return ports.bus.close(closeGraceMs)
    },
  }
}

interface CampaignCallParts {
  topics: Topics
  inbox: Inbox
  questions: Questions
  following: Following
  send(topic: string, activityId: string, payload: unknown): Promise<void>
  newId(): string
}

/** The calls that start or follow a campaign. */
function campaignCalls(parts: CampaignCallParts): Pick<GodwitClient, 'apply' | 'follow' | 'plan'> {
  const { topics, inbox, questions, following, send, newId } = parts
  let isManagerOnline: boolean | undefined
  inbox.presence.listen(({ payload }) => (isManagerOnline = payload.online))

  const apply: GodwitClient['apply'] = async (desiredState, options = {}) => {
    const { activityId = newId(), dryRun = desiredState.dryRun ?? false, domains } = options
    const greeting = await questions.status(greetingTimeoutMs)
    if (!greeting) refuseUnlessApplicable(isManagerOnline, dryRun)
    const document = { ...desiredState, ...(dryRun && { dryRun }) }
    const known = findCampaign(greeting, activityId)
    if (known) assertSameDocument(known, document)
    const tracker = following.track(activityId, { dryRun, domains, isRepeated: known !== undefined })
    if (known) tracker.catchUp(known)
    else await send(topics.desiredState, activityId, document)
    return tracker.campaign
  }
  const follow: GodwitClient['follow'] = async (activityId, { domains } = {}) => {
    const tracker = following.track(activityId, { dryRun: false, domains })
    const status = await questions.status(greetingTimeoutMs)
    const summary = findCampaign(status, activityId)
    if (summary) {
      inbox.hearAgents(domains ?? domainsOf(summary))
      tracker.catchUp(summary)
    } else if (status) tracker.abandon(unknownCampaign(activityId))
    return tracker.campaign
  }
  const plan: GodwitClient['plan'] = async (desiredState, options) => {
    const campaign = await apply(desiredState, { ...options, dryRun: true })
    return campaign.finished()
  }
  return { apply, follow, plan }
}

/** Whose agents take part; the ids of components begin with their domain. */
function domainsOf({ actions = [] }: CampaignSummary): string[] {
  return [...new Set(actions.map(({ component }) => component.id.replace(/:.*/s, '')))]
}

/** No Godwit manager has answered: is it all the same right to publish? */
function refuseUnlessApplicable(isManagerOnline: boolean | undefined, dryRun: boolean): void {
  if (isManagerOnline === false) {
    throw new GodwitError('REFUSED', 'the update manager is offline; nothing was sent', { retryable: true })
  }
  if (!dryRun) return
  const text = 'no Godwit manager answers, and another one would carry out the dry run; nothing was sent'
  throw new GodwitError('REFUSED', text, { retryable: true })
}

/** What was said without us is asked for: after our own loss of the connection, and when the manager is back. */
function catchUpAfterLoss(bus: Bus, inbox: Inbox, following: Following): void {
  let wasOnline = false
  bus.onStatus((status) => {
    if (status === 'offline') return
    if (wasOnline) void following.catchUp()
    wasOnline = true
  })
  inbox.presence.listen(({ payload }) => {
    if (payload.online) void following.catchUp()
  })
}
