/**
 * Whether a container that was started is fit to stay: its health check says so in time; or, without one, it runs for a
 * while and is not restarted. One that is not to be restarted may also come to a good end.
 */
import { formatDuration } from '../../platform/config/duration.ts'
import { pause } from '../../platform/pause.ts'
import { redactText } from '../../platform/redact.ts'
import { GodwitError } from '../../spec/index.ts'
import type { StepContext } from '../sdk/agent.ts'
import type { KeepDetail } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import type { ContainerState } from './engine/engine.ts'

export interface Gate {
  /** Id of the container. */
  id: string
  settleTimeMs: number
  startTimeoutMs: number
  /** Whether it may end by itself, with exit code 0. */
  mayEnd: boolean
}

const longestPauseMs = 500
/** How much of its last output goes into the message of a failure. */
const logLines = 20
const longestLog = 1_024

export function gateFor(
  { settings }: ContainersDevice,
  { spec, rules }: Pick<KeepDetail, 'spec' | 'rules'>,
  id: string,
): Gate {
  const { restartPolicy } = spec
  return {
    id,
    settleTimeMs: rules.settleTime ?? settings.settleTimeMs,
    startTimeoutMs: rules.startTimeout ?? settings.startTimeoutMs,
    mayEnd: restartPolicy === 'no' || restartPolicy === 'on-failure',
  }
}

/** Counts from the container's start. Rejects with UNHEALTHY, with the container's last words in the message. */
export async function passGate(device: ContainersDevice, given: Gate, context: StepContext): Promise<void> {
  const { engine, clock, trials } = device
  const { since, hasSettled, ...trial } = trials.of(context.activityId, given.id)
  const gate = hasSettled ? { ...given, settleTimeMs: 0 } : given
  const restarts = trial.restarts ?? (await engine.inspectContainer(gate.id))?.restartCount ?? 0
  for (;;) {
    const state = await engine.inspectContainer(gate.id)
    const elapsed = clock.steady() - since
    const verdict = judge(gate, state, elapsed, restarts)
    if (verdict.is === 'passed') return
    if (verdict.is === 'failed') throw await unhealthy(device, gate.id, verdict.why)
    context.progress((100 * elapsed) / verdict.ofMs, verdict.waitsFor)
    await pause(clock, Math.min(longestPauseMs, Math.max(1, verdict.ofMs - elapsed)), context.signal)
  }
}

/**
 * For a container that has passed, and has its restart policy only now: nobody starts it again that has ended in between.
 * Rejects with UNHEALTHY.
 */
export async function assertUp(device: ContainersDevice, { id, mayEnd }: Gate): Promise<void> {
  const state = await device.engine.inspectContainer(id)
  if (!state) throw await unhealthy(device, id, 'the container is gone')
  const isDone = state.exitCode === 0 && mayEnd
  if (['exited', 'dead'].includes(state.status) && !isDone) throw await unhealthy(device, id, endOf(state))
}

type Verdict =
  | { is: 'passed' }
  | { is: 'failed'; why: string }
  | { is: 'open'; waitsFor: string; ofMs: number }

function judge(
  { settleTimeMs, startTimeoutMs, mayEnd }: Gate,
  state: ContainerState | undefined,
  elapsed: number,
  restarts: number,
): Verdict {
  if (!state) return { is: 'failed', why: 'the container is gone' }
  const { status, exitCode, restartCount, health } = state
  if (status === 'exited' && exitCode === 0 && mayEnd) return { is: 'passed' }
  if (status !== 'running') return { is: 'failed', why: endOf(state) }
  if (restartCount > restarts) return { is: 'failed', why: 'the container was restarted' }
  if (health?.status === 'healthy') return { is: 'passed' }
  if (health?.status === 'unhealthy')
    return { is: 'failed', why: `unhealthy: ${health.output.trim() || 'the check says nothing'}` }
  if (health) {
    if (elapsed < startTimeoutMs) return { is: 'open', waitsFor: 'waits to be healthy', ofMs: startTimeoutMs }
    return { is: 'failed', why: `not healthy within ${formatDuration(startTimeoutMs)}` }
  }
  if (elapsed >= settleTimeMs) return { is: 'passed' }
  return { is: 'open', waitsFor: 'runs on trial', ofMs: settleTimeMs }
}

const killedBySignal = 137

function endOf({ status, exitCode, oomKilled, error, limits }: ContainerState): string {
  if (error !== '') return `the container could not be started: ${redactText(error)}`
  if (oomKilled) return 'the container was killed because it took more memory than it may'
  // The engine misses an out-of-memory kill where it hears of the end first.
  if (status === 'exited' && exitCode === killedBySignal && limits.memory > 0) {
    return 'the container was killed (exit code 137), most likely because it took more memory than it may'
  }
  if (status === 'exited') return `the container ended with exit code ${exitCode}`
  return `the container is ${status}`
}

async function unhealthy({ engine }: ContainersDevice, id: string, why: string): Promise<GodwitError> {
  const log = redactText((await engine.readLog(id, logLines)).trim().slice(-longestLog))
  const said = log === '' ? 'it has written nothing' : `its last lines: ${log}`
  return new GodwitError('UNHEALTHY', `${redactText(why).slice(0, longestLog)}; ${said}`)
}
