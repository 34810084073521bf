import { formatDuration } from '../../../platform/config/duration.ts'
import type { ProcessResult } from '../../../platform/process/run.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { SoftwareSettings } from '../settings.ts'
import type { HookStatus } from './status.ts'

/** Exit status of a hook that wants to be run again. */
const exitTryAgain = 75
/** What a shell ends with when a program that it ran was killed. */
const shellKilled = 137

/** What a hook's end means, where it is neither done nor in need of a reboot: HOOK_FAILED, HOOK_TIMEOUT, TRY_AGAIN_LATER. */
export function hookFailure(
  hook: string,
  result: ProcessResult,
  { message, statusCode }: HookStatus,
  settings: Pick<SoftwareSettings, 'hookTimeoutMs' | 'hookLimits'>,
): GodwitError {
  const { exitCode, timedOut } = result
  const said = [statusCode === undefined ? '' : `statusCode ${statusCode}`, message ?? '']
    .filter(Boolean)
    .join(', ')
  const text = (problem: string) => {
    const output = result.tail.trim()
    return `hook ${hook} ${problem}${said && ` (${said})`}${output && `: ${output}`}`
  }
  if (timedOut) {
    return new GodwitError('HOOK_TIMEOUT', text(`took longer than ${formatDuration(settings.hookTimeoutMs)}`))
  }
  if (exitCode === exitTryAgain) {
    return new GodwitError('TRY_AGAIN_LATER', text('asks to try again later'), { retryable: true })
  }
  return new GodwitError('HOOK_FAILED', text(endOf(result, settings)))
}

/** In words, with what may be behind it: few know what a signal means. */
function endOf(
  { exitCode, signal }: ProcessResult,
  { hookLimits }: Pick<SoftwareSettings, 'hookLimits'>,
): string {
  const { cpuSeconds, memory } = hookLimits
  if (signal === 'SIGXCPU')
    return `was ended by SIGXCPU: it used more than ${cpuSeconds} s of processor time (hookCpuTime)`
  if (signal === 'SIGKILL') return 'was ended by SIGKILL, which the kernel does when memory runs out'
  if (signal !== null) return `was ended by ${signal}`
  if (exitCode === shellKilled) {
    return `ended with status ${exitCode}: a program it ran was killed, which the kernel does when memory runs out`
  }
  return `ended with status ${exitCode}${memory === undefined ? '' : `, held to ${memory} bytes (hookMemory)`}`
}
