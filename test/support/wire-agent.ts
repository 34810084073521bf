/**
 * An agent that speaks the plain wire contract and nothing else, as those in the field do: no capabilities, no memory,
 * a clean session. What it answers to each command is scripted.
 */
import type { Command, DesiredState, DesiredStateFeedback, Inventory } from '../../spec/index.ts'
import { remainderBaseline } from '../../spec/statuses.ts'
import { topicsOf } from '../../spec/topics.ts'
import type { Scope } from './scope.ts'
import { connectWire, type Recorded, type WireClient } from './wire-client.ts'

/** What an agent publishes as feedback; without `actions` it sends those of its plan, where the status is one of actions. */
export type Reply = Partial<DesiredStateFeedback> & { status: string }

/** Replies in the order in which they are sent; none is silence. */
export type Answer = Reply[] | ((request: AgentRequest) => Reply[] | Promise<Reply[]>)

export interface AgentRequest {
  activityId: string
  /** The baseline that the command is for, where it names one; replies are for the same. */
  baseline: string | undefined
  /** How often this was asked before under this activity. */
  earlier: number
  agent: WireAgent
}

export interface AgentScript {
  /** What it answers to a desired state; by default IDENTIFYING and IDENTIFIED with one action for each component. */
  identify?: Answer
  commands?: Partial<Record<Command | 'PAUSE', Answer>>
  /** What its root software node says that it can do. */
  capabilities?: string
  /** What it reports as its current state; by default its root node and the components of the last desired state. */
  inventory?: Inventory
}

export interface WireAgent {
  readonly domain: string
  readonly wire: WireClient
  /** The commands received, in order, as words. */
  commands(activityId?: string): string[]
  desiredStates(): Recorded[]
  /** Changes what it answers from now on. */
  change(script: AgentScript): void
  send(activityId: string, reply: Reply): Promise<void>
  waitForCommand(command: string, activityId?: string): Promise<Recorded>
  waitForDesiredState(activityId?: string): Promise<Recorded>
  leave(): Promise<void>
}

const success: Record<Command, Reply[]> = {
  DOWNLOAD: [{ status: 'DOWNLOADING' }, { status: 'DOWNLOAD_SUCCESS' }],
  UPDATE: [{ status: 'UPDATING' }, { status: 'UPDATE_SUCCESS' }],
  ACTIVATE: [{ status: 'ACTIVATING' }, { status: 'ACTIVATION_SUCCESS' }],
  ROLLBACK: [{ status: 'ROLLBACK' }, { status: 'ROLLBACK_SUCCESS' }],
  CLEANUP: [{ status: 'CLEANUP' }, { status: 'CLEANUP_SUCCESS' }],
}

export async function startWireAgent(
  scope: Scope,
  url: string,
  domain: string,
  initial: AgentScript = {},
  prefix?: string,
): Promise<WireAgent> {
  const topics = topicsOf(domain, prefix)
  const filters = [topics.desiredState, topics.command, topics.currentStateGet]
  const wire = await connectWire(scope, url, { filters })
  let script = initial
  let desired: DesiredState | undefined

  const publishState = (activityId: string) =>
    wire.publish(topics.currentState, activityId, inventoryOf(domain, script, desired), { retain: true })

  async function answer(message: Recorded, answers: Answer): Promise<void> {
    const activityId = message.json?.activityId ?? ''
    const earlier = wire.messages.filter(
      (other) => other.index < message.index && isSame(other, message),
    ).length
    const baseline: string | undefined = message.json?.payload?.baseline
    const request = { activityId, baseline, earlier, agent }
    const replies = typeof answers === 'function' ? await answers(request) : answers
    for (const reply of replies)
      await agent.send(activityId, { ...(baseline !== undefined && { baseline }), ...reply })
  }

  function handle(message: Recorded): Promise<void> {
    if (message.topic === topics.currentStateGet) return publishState(message.json?.activityId ?? '')
    if (message.topic === topics.desiredState) {
      desired = message.json?.payload
      return answer(message, script.identify ?? [{ status: 'IDENTIFYING' }, { status: 'IDENTIFIED' }])
    }
    const command = message.json?.payload?.command as Command
    return answer(message, script.commands?.[command] ?? success[command] ?? [])
  }

  const agent: WireAgent = {
    domain,
    wire,
    commands: (activityId) =>
      wire
        .on(topics.command)
        .filter(({ json }) => activityId === undefined || json?.activityId === activityId)
        .map(({ json }) => json?.payload?.command),
    desiredStates: () => wire.on(topics.desiredState),
    change: (next) => {
      script = next
    },
    async send(activityId, reply) {
      const known = aboutActions.test(reply.status) ? { actions: plannedActions(domain, desired, reply) } : {}
      await wire.publish(topics.feedback, activityId, { ...known, ...reply })
    },
    waitForCommand: (command, activityId) =>
      wire.waitFor(
        `${command} to ${domain}`,
        ({ topic, json }) =>
          topic === topics.command &&
          json?.payload?.command === command &&
          (activityId === undefined || json.activityId === activityId),
      ),
    waitForDesiredState: (activityId) =>
      wire.waitFor(
        `desired state to ${domain}`,
        ({ topic, json }) =>
          topic === topics.desiredState && (activityId === undefined || json?.activityId === activityId),
      ),
    leave: () => wire.close(),
  }
  wire.onMessage((message) => {
    // It publishes on a connection that the end of a test may close at any time.
    handle(message).catch(() => {})
  })
  await publishState('')
  return agent
}

function isSame(one: Recorded, other: Recorded): boolean {
  return (
    one.topic === other.topic &&
    one.json?.activityId === other.json?.activityId &&
    one.json?.payload?.command === other.json?.payload?.command &&
    one.json?.payload?.baseline === other.json?.payload?.baseline
  )
}

/** Overall statuses that are also ones of actions. */
const aboutActions = /^(IDENTIFIED|DOWNLOAD|UPDAT|ACTIVAT)/

/** The plan for a desired state, or one baseline of it, with the status that the overall one is for each action. */
function plannedActions(domain: string, desired: DesiredState | undefined, { status, baseline }: Reply) {
  const components = desired?.domains?.[0]?.components ?? []
  const baselines = desired?.baselines ?? []
  const titleOf = (id: string) =>
    baselines.find(({ components: listed }) => listed?.includes(`${domain}:${id}`))?.title ??
    remainderBaseline
  return components
    .filter(({ id }) => baseline === undefined || titleOf(id) === baseline)
    .map(({ id, version }) => ({
      component: { id: `${domain}:${id}`, ...(version !== undefined && { version }) },
      status,
    }))
}

function inventoryOf(domain: string, script: AgentScript, desired: DesiredState | undefined): Inventory {
  if (script.inventory) return script.inventory
  const root = `${domain}-agent`
  const components = desired?.domains?.[0]?.components ?? []
  const ids = components.map(({ id }) => `${domain}:${id}`)
  return {
    softwareNodes: [
      {
        id: root,
        version: '1.0',
        name: `${domain} agent`,
        type: 'APPLICATION',
        parameters: [
          { key: 'domain', value: domain },
          ...(script.capabilities ? [{ key: 'capabilities', value: script.capabilities }] : []),
        ],
      },
      ...components.map(({ id, version }) => ({
        id: `${domain}:${id}`,
        ...(version !== undefined && { version }),
        type: 'DATA',
      })),
    ],
    associations: ids.map((targetId) => ({ sourceId: root, targetId })),
  }
}
