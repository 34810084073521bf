import type { PlannedAction } from '../../../../agents/sdk/agent.ts'
import type { Effect, Event } from '../../../../agents/sdk/operation/events.ts'
import { transition } from '../../../../agents/sdk/operation/machine.ts'
import {
  type AgentState,
  initialState,
  type Operation,
  type Step,
  steps,
} from '../../../../agents/sdk/operation/state.ts'
import type { Action, Command, DesiredState, DesiredStateFeedback } from '../../../../spec/index.ts'

export interface DriverOptions {
  components?: (string | PlannedAction)[]
  baselines?: Record<string, string[]>
  rebootBarrier?: boolean
  implemented?: Step[]
}

/**
 * The machine of domain `demo`, with effects as lines to compare: `run download x`, `abort`, `DOWNLOAD_SUCCESS`.
 * Feedback for a baseline or another activity than `a` says so: `one: UPDATING`, `b IDENTIFYING`.
 */
export function drive(options: DriverOptions = {}) {
  const settings = {
    domain: 'demo',
    implemented: options.implemented ?? steps.filter((step) => step !== 'settle'),
  }
  let boots = 1
  let state: AgentState = initialState('boot-1', [])
  let lines: string[] = []
  let last: DesiredStateFeedback | undefined
  const wrote: boolean[] = []

  const send = (event: Event): string[] => {
    const next = transition(state, event, 0, settings)
    state = next.state
    wrote.push(next.durable)
    for (const effect of next.effects) note(effect)
    return take()
  }
  const note = (effect: Effect) => {
    if (effect.type === 'publish') last = effect.feedback
    const line = lineOf(effect)
    if (line) lines.push(line)
  }
  const take = () => {
    const taken = lines
    lines = []
    return taken
  }
  const run = () => state.run?.id ?? 0
  const plan = (options.components ?? ['x']).map((component) =>
    typeof component === 'string' ? { component: { id: component, version: '1' } } : component,
  )

  const driver = {
    send,
    desired(activityId = 'a') {
      const baselines = Object.entries(options.baselines ?? {}).map(([title, components]) => ({
        title,
        components,
      }))
      const document: DesiredState = {
        ...(baselines.length > 0 && { baselines }),
        rebootBarrier: options.rebootBarrier ?? true,
      }
      return send({ type: 'desiredState', activityId, document, desired: { id: 'demo' } })
    },
    identified: (actions: PlannedAction[] = plan) => send({ type: 'identified', run: run(), plan: actions }),
    command: (command: Command | 'PAUSE', baseline?: string, activityId = 'a') =>
      send({ type: 'command', activityId, command, ...(baseline !== undefined && { baseline }) }),
    done: () => send({ type: 'stepDone', run: run(), rebootRequired: false }),
    rebootRequired: () => send({ type: 'stepDone', run: run(), rebootRequired: true }),
    failed: (message = 'broken') =>
      send({ type: 'stepFailed', run: run(), problem: { message, reason: { code: 'INTERNAL' } } }),
    /** A new process, with what was written down. */
    restart({ boot = false } = {}) {
      if (boot) boots += 1
      state = initialState(`boot-${boots}`, JSON.parse(JSON.stringify(state.operations)))
      return send({ type: 'started' })
    },
    /** A plan that stands; and then, command by command, everything up to and including `until`. */
    identify(activityId = 'a') {
      driver.desired(activityId)
      driver.identified()
      return driver
    },
    through(until: Command) {
      for (const command of ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP'] as const) {
        driver.command(command)
        while (state.run) driver.done()
        if (command === until) break
      }
      return driver
    },
    state: () => state,
    operation: (activityId = 'a'): Operation => {
      const found = state.operations.find((operation) => operation.activityId === activityId)
      if (!found) throw new Error(`no operation ${activityId}`)
      return found
    },
    /** The feedback published last. */
    last: (): DesiredStateFeedback => last ?? { status: 'none' },
    /** `x UPDATE_SUCCESS`, …, as the last feedback had them. */
    actions: () => (last?.actions ?? []).map(({ component, status }: Action) => `${component.id} ${status}`),
    /** Whether the last event was written down. */
    wroteLast: () => wrote.at(-1),
  }
  return driver
}

function lineOf(effect: Effect): string | undefined {
  const whose = 'activityId' in effect && effect.activityId !== 'a' ? `${effect.activityId} ` : ''
  switch (effect.type) {
    case 'identify':
      return `${whose}run identify`
    case 'runStep': {
      const attempt = effect.attempt > 1 ? ` #${effect.attempt}` : ''
      const outcome = effect.step === 'cleanup' ? ` ${effect.outcome}` : ''
      return `${whose}run ${effect.step} ${effect.action.component.id}${outcome}${attempt}`
    }
    case 'abort':
      return 'abort'
    case 'publish': {
      const { baseline, status, rebootRequired } = effect.feedback
      const scope = baseline === undefined ? '' : `${baseline}: `
      return `${whose}${scope}${status}${rebootRequired ? ' rebootRequired' : ''}`
    }
    default:
      return undefined
  }
}
