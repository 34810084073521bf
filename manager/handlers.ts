/** What each message means for the manager. */

import type { Clock } from '../platform/clock.ts'
import { jsonDigest } from '../platform/json-digest.ts'
import type { Log } from '../platform/log.ts'
import type { Control, DesiredStateFeedback, ErrorCode } from '../spec/index.ts'
import type { Book } from './book.ts'
import type { ConsentAnswer } from './campaign/consent.ts'
import { overallFeedback } from './campaign/feedback.ts'
import type { History } from './history.ts'
import type { InboxHandlers } from './inbox.ts'
import { capabilitiesOf } from './inventory.ts'
import type { InventoryCollector } from './inventory-collector.ts'
import type { Outbox } from './outbox.ts'
import type { Reporter } from './reporter.ts'
import type { Runner } from './runner.ts'
import type { ManagerSettings } from './settings.ts'
import { summaryOf } from './status.ts'

export interface HandlerPorts {
  book: Book
  runner: Runner
  history: History
  collector: InventoryCollector
  outbox: Outbox
  reporter: Reporter
  clock: Clock
  log: Log
  bootId: string
}

export interface Handlers extends InboxHandlers {
  /** The connection stands, for the first time or again: asks for what may have been missed while it did not. */
  online(again: boolean): void
}

export function createHandlers(settings: ManagerSettings, ports: HandlerPorts): Handlers {
  const { book, runner, history, collector, outbox, reporter, clock, log, bootId } = ports
  const capabilities = new Map<string, string[]>()
  const tell = (activityId: string, feedback: DesiredStateFeedback) => {
    reporter.now(activityId, feedback).catch(() => {})
  }

  /** Some agents lose their operation when they are asked for their state in the middle of it. */
  function askable(): string[] {
    const busy = book.open().flatMap(({ participants }) => participants.map(({ domain }) => domain))
    return Object.keys(settings.agents).filter((domain) => !busy.includes(domain) || capabilities.has(domain))
  }

  /** The same activity never runs twice: where it stands, or how it ended, is told again. */
  function tellAgain(activityId: string): boolean {
    const open = book.get(activityId)
    const past = history.find(activityId)
    if (open) tell(activityId, overallFeedback(open))
    else if (past) tell(activityId, pastFeedback(past))
    return open !== undefined || past !== undefined
  }

  return {
    async desiredState({ activityId: given, payload }) {
      const activityId = given || `unnamed-${clock.now()}`
      if (tellAgain(activityId)) return
      const known = (domain: string) => capabilities.get(domain) ?? []
      const digest = jsonDigest(payload)
      await runner.run((current, now) => {
        // Two copies may have come in at once.
        if (current.get(activityId)) return
        current.arrive({ activityId, document: payload, digest, bootId, capabilities: known }, now)
      })
    },
    undecodableDesiredState(activityId, path, problem) {
      if (tellAgain(activityId)) return
      tell(activityId, refusal('INVALID_MESSAGE', `${path}: ${problem}`))
    },
    async control(activityId, control) {
      if (book.get(activityId))
        return runner.run((current, now) => current.apply(activityId, { type: 'control', control }, now))
      log.warn({ activityId, control }, 'control for a campaign that is not open')
      tell(activityId, notOpen(history, activityId, control))
    },
    consent: ({ activityId, timestamp, payload }) => {
      const { command, status } = payload
      const answer: ConsentAnswer = {
        approved: status === 'APPROVED',
        timestamp,
        ...(command && { command }),
      }
      return runner.run((current, now) => current.apply(activityId, { type: 'consent', answer }, now))
    },
    currentStateGet(activityId, verify) {
      void collector.collect(activityId, askable(), verify)
    },
    statusGet(activityId) {
      const open = book.open().map((campaign) => summaryOf(campaign, settings))
      const ids = new Set(open.map((campaign) => campaign.activityId))
      const past = history.list().filter((campaign) => !ids.has(campaign.activityId))
      outbox.status(activityId, { campaigns: [...open.reverse(), ...past] })
    },
    feedback: (domain, activityId, feedback) =>
      runner.run((current, now) => current.apply(activityId, { type: 'feedback', domain, feedback }, now)),
    async currentState(domain, message) {
      collector.received(domain, message)
      const able = capabilitiesOf(domain, message.payload)
      if (able.join() === (capabilities.get(domain) ?? []).join()) return
      capabilities.set(domain, able)
      await runner.run((current, now) =>
        current.applyToAll({ type: 'agentSeen', domain, capabilities: able, connected: false }, now),
      )
    },
    async presence(domain, online) {
      log.info({ domain, online }, online ? 'agent is online' : 'agent is offline')
      if (!online) return
      collector.returned(domain)
      await runner.run((current, now) =>
        current.applyToAll({ type: 'agentSeen', domain, connected: true }, now),
      )
    },
    online(again) {
      if (again) void runner.run((current, now) => current.applyToAll({ type: 'online' }, now))
      void collector.collect(`initial-current-state-${clock.now()}`, askable())
    },
  }
}

function pastFeedback({
  status = '',
  message,
  reason,
  actions,
}: ReturnType<History['list']>[number]): DesiredStateFeedback {
  return { status, ...(message && { message }), ...(reason && { reason }), ...(actions && { actions }) }
}

function notOpen(history: History, activityId: string, control: Control): DesiredStateFeedback {
  const past = history.find(activityId)
  if (!past) return refusal('UNKNOWN_CAMPAIGN', `${control}: no campaign ${activityId} is known`)
  const code: ErrorCode = 'REFUSED'
  const reason = { code, retryable: false }
  return { ...pastFeedback(past), message: `${control} refused: the campaign has ended`, reason }
}

function refusal(code: ErrorCode, message: string): DesiredStateFeedback {
  return { status: 'IDENTIFICATION_FAILED', message, reason: { code, phase: 'IDENTIFY', retryable: false } }
}
