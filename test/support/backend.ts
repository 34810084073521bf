/** What a backend does and sees: it publishes desired states and controls, and reads feedback, in plain MQTT. */
import { type DesiredState, type DesiredStateFeedback, isFinalStatus } from '../../spec/index.ts'
import { type Topics, topicsOf } from '../../spec/topics.ts'
import type { Recorded, WireClient } from './wire-client.ts'

export interface Backend {
  readonly wire: WireClient
  readonly topics: Topics
  apply(activityId: string, desired: unknown): Promise<void>
  control(activityId: string, command: 'CANCEL' | 'PAUSE' | 'RESUME'): Promise<void>
  consent(activityId: string, status: string, more?: object): Promise<void>
  /** All feedback of one campaign, in order. */
  feedback(activityId: string): DesiredStateFeedback[]
  statuses(activityId: string): string[]
  waitForStatus(activityId: string, status: string, timeoutMs?: number): Promise<DesiredStateFeedback>
  /** Until the manager has told that a component's action has this status: from then on it does not forget it. */
  waitForAction(activityId: string, component: string, status: string): Promise<unknown>
  waitForConsentRequest(activityId: string, command: string): Promise<Recorded>
  /** The final feedback of a campaign. */
  final(activityId: string, timeoutMs?: number): Promise<DesiredStateFeedback>
  /** The final feedback, once the inventory that follows it has come: all that the campaign sends has then been sent. */
  end(activityId: string, timeoutMs?: number): Promise<DesiredStateFeedback>
  /** Commands that the manager has sent, over all domains, as `domain COMMAND` or `domain COMMAND baseline`. */
  commands(activityId: string): string[]
}

/** `wire` has to be subscribed to everything. `domains` are those whose commands are read. */
export function backendOn(wire: WireClient, domains: string[] = [], prefix?: string): Backend {
  const topics = topicsOf('device', prefix)
  const domainOf = new Map(domains.map((domain) => [topicsOf(domain, prefix).command, domain]))
  const feedback = (activityId: string): DesiredStateFeedback[] =>
    wire
      .on(topics.feedback)
      .filter(({ json }) => json?.activityId === activityId)
      .map(({ json }) => json?.payload)
  const waitForFeedback = (
    activityId: string,
    what: string,
    matches: (status: string) => boolean,
    timeoutMs?: number,
  ) =>
    wire.waitUntil(
      `${what} of ${activityId}`,
      () => feedback(activityId).find(({ status }) => matches(status)),
      timeoutMs,
    )
  const final = (activityId: string, timeoutMs?: number) =>
    waitForFeedback(activityId, 'final status', (status) => isFinalStatus(status), timeoutMs)
  return {
    wire,
    topics,
    apply: (activityId, desired) => wire.publish(topics.desiredState, activityId, desired),
    control: (activityId, command) => wire.publish(topics.command, activityId, { command }),
    consent: (activityId, status, more = {}) =>
      wire.publish(topics.ownerConsentFeedback, activityId, { status, ...more }),
    feedback,
    statuses: (activityId) => feedback(activityId).map(({ status }) => status),
    waitForStatus: (activityId, status, timeoutMs) =>
      waitForFeedback(activityId, status, (seen) => seen === status, timeoutMs),
    waitForAction: (activityId, component, status) =>
      wire.waitUntil(`${status} of ${component}`, () => {
        const actions = feedback(activityId).flatMap((one) => one.actions ?? [])
        return actions.find((action) => action.component.id === component && action.status === status)
      }),
    waitForConsentRequest: (activityId, command) =>
      wire.waitFor(
        `question for consent to ${command}`,
        ({ topic, json }) =>
          topic === topics.ownerConsent &&
          json?.activityId === activityId &&
          json.payload?.command === command,
      ),
    final,
    async end(activityId, timeoutMs) {
      const feedback = await final(activityId, timeoutMs)
      await wire.waitFor(
        `inventory of ${activityId}`,
        ({ topic, json }) => topic === topics.currentState && json?.activityId === activityId,
      )
      return feedback
    },
    commands: (activityId) =>
      wire.messages.flatMap(({ topic, json }) => {
        const domain = domainOf.get(topic)
        if (domain === undefined || json?.activityId !== activityId) return []
        const { command, baseline } = json.payload
        return [[domain, command, baseline].filter((word) => word !== undefined).join(' ')]
      }),
  }
}

/** A desired state: for each domain its components with their versions. */
export function desiredState(
  domains: Record<string, Record<string, string>>,
  more: Partial<DesiredState> = {},
): DesiredState {
  return {
    ...more,
    domains: Object.entries(domains).map(([id, components]) => ({
      id,
      components: Object.entries(components).map(([component, version]) => ({ id: component, version })),
    })),
  }
}
