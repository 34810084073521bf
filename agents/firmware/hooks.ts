import { formatDuration } from '../../platform/config/duration.ts'
import { type ProcessResult, runProcess } from '../../platform/process/run.ts'
import { redactText } from '../../platform/redact.ts'
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { detailOf } from './detail.ts'
import type { FirmwareSettings, Hook } from './settings.ts'

/**
 * Runs the command that is configured for the moment, if any, with what is going on in its environment: GODWIT_HOOK,
 * GODWIT_ACTIVITY_ID, GODWIT_COMPONENT, GODWIT_VERSION, GODWIT_SLOT (that of the version), GODWIT_SLOT_DEVICE and
 * GODWIT_OLD_SLOT. May be run again for the same moment, after a crash. Says for how long it may be silent: it has its own
 * limit, and the manager need not take it for dead. Rejects with HOOK_FAILED or HOOK_TIMEOUT.
 */
export async function runHook(
  hook: Hook,
  settings: Pick<FirmwareSettings, 'hooks' | 'hookTimeoutMs' | 'slots'>,
  action: PlannedAction,
  context: Pick<StepContext, 'activityId' | 'signal' | 'log' | 'progress'>,
): Promise<void> {
  const command = settings.hooks[hook]
  if (!command) return
  const { activityId, signal, log, progress } = context
  progress(hook === 'preInstall' ? 0 : 100, `hook ${hook} runs`, settings.hookTimeoutMs)
  const result = await runProcess(command, {
    timeoutMs: settings.hookTimeoutMs,
    signal,
    env: { ...process.env, ...variables(hook, settings, action, activityId) },
    onLine: (line) => log.info({ hook }, redactText(line)),
  }).catch((cause) => {
    signal.throwIfAborted()
    throw failed(hook, action, `cannot be run: ${(cause as Error).message}`)
  })
  signal.throwIfAborted()
  if (result.exitCode === 0) return
  throw result.timedOut ? timedOut(hook, action, settings.hookTimeoutMs) : failed(hook, action, endOf(result))
}

function variables(
  hook: Hook,
  { slots }: Pick<FirmwareSettings, 'slots'>,
  action: PlannedAction,
  activityId: string,
): NodeJS.ProcessEnv {
  const { from, to } = detailOf(action)
  return {
    GODWIT_HOOK: hook,
    GODWIT_ACTIVITY_ID: activityId,
    GODWIT_COMPONENT: action.component.id,
    GODWIT_VERSION: action.component.version,
    GODWIT_SLOT: to,
    GODWIT_SLOT_DEVICE: slots[to],
    GODWIT_OLD_SLOT: from,
  }
}

function endOf({ signal, exitCode, tail }: ProcessResult): string {
  const end = signal ? `was ended by ${signal}` : `ended with status ${exitCode}`
  return tail.trim() === '' ? end : `${end}: ${redactText(tail.trim()).replaceAll('\n', '; ')}`
}

function failed(hook: Hook, action: PlannedAction, what: string): GodwitError {
  return new GodwitError('HOOK_FAILED', `hook ${hook} ${what}`, { component: action.component.id })
}

function timedOut(hook: Hook, action: PlannedAction, timeoutMs: number): GodwitError {
  const message = `hook ${hook} took longer than ${formatDuration(timeoutMs)}`
  return new GodwitError('HOOK_TIMEOUT', message, { component: action.component.id })
}
