/** A manager that does what a test tells it to: it answers requests, and plays a script to each desired state. */
import type { CampaignSummary, DesiredState, DesiredStateFeedback, Inventory } from '../../../spec/index.ts'
import { topicsOf } from '../../../spec/topics.ts'
import type { Scope } from '../../support/scope.ts'
import { connectWire, type WireClient } from '../../support/wire-client.ts'

export interface FakeManagerOptions {
  /** What it reports of a desired state, at once and in order. */
  script?: (activityId: string, desired: DesiredState) => DesiredStateFeedback[]
  /** What it answers when it is asked for its status; changed at will. */
  campaigns?: CampaignSummary[]
  inventory?: Inventory
  /** A manager that knows nothing of Godwit's additions: no status, no dry run. */
  isPlain?: boolean
  topicPrefix?: string
}

export interface FakeManager {
  readonly wire: WireClient
  /** Desired states that came in. */
  readonly desired: { activityId: string; payload: DesiredState }[]
  /** Controls that came in, as `ID COMMAND`. */
  readonly controls: string[]
  report(activityId: string, feedback: DesiredStateFeedback): Promise<void>
}

export async function startFakeManager(
  scope: Scope,
  url: string,
  options: FakeManagerOptions = {},
): Promise<FakeManager> {
  const { script = () => [], campaigns = [], inventory, isPlain = false, topicPrefix } = options
  const topics = topicsOf('device', topicPrefix)
  const wire = await connectWire(scope, url)
  const manager: FakeManager = {
    wire,
    desired: [],
    controls: [],
    report: (activityId, feedback) => wire.publish(topics.feedback, activityId, feedback),
  }
  const answers: Record<string, (activityId: string, payload: never) => Promise<void> | void> = {
    [topics.statusGet]: async (activityId) => {
      if (!isPlain) await wire.publish(topics.status, activityId, { campaigns })
    },
    [topics.currentStateGet]: async (activityId) => {
      if (inventory) await wire.publish(topics.currentState, activityId, inventory)
    },
    [topics.command]: (activityId, { command }: { command: string }) => {
      manager.controls.push(`${activityId} ${command}`)
    },
    [topics.desiredState]: async (activityId, payload: DesiredState) => {
      manager.desired.push({ activityId, payload })
      for (const feedback of script(activityId, payload)) await manager.report(activityId, feedback)
    },
  }
  wire.onMessage(({ topic, json }) => {
    if (json) void answers[topic]?.(json.activityId ?? '', json.payload as never)
  })
  return manager
}
