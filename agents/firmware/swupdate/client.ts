/**
 * `swupdate-client`: hands a package to the daemon and waits for its verdict.
 *
 * Invariants:
 * - The daemon installs one package at a time. While it is at work, for an agent that was killed meanwhile or for somebody
 *   else, it does not begin another one; that is waited for.
 * - A package is installed where the client's exit status, or the daemon's own, says so, and never by the client's last
 *   words: 2022.12 also says "was successful" where the daemon was killed in the middle.
 * - A failure for which the daemon gives no reason is its own end, in most cases: the installation begins anew, a few times.
 */
import type { Clock } from '../../../platform/clock.ts'
import { pause } from '../../../platform/pause.ts'
import { runProcess } from '../../../platform/process/run.ts'
import { GodwitError } from '../../../spec/index.ts'
import { listenToClient } from './client-output.ts'
import type { SwupdateSettings } from './settings.ts'
import { socketsIn } from './sockets.ts'

export interface ClientOptions {
  signal: AbortSignal
  clock: Clock
  /** Called before each pause while the daemon does not begin; tells whether it has been at work since the last one. */
  onWait(): boolean
  /** Called before each call of the client. */
  onCall(): void
  /** Called where the daemon has ended in the middle of the installation, which begins anew. */
  onInterruption(): void
}

/** How a call of the client ended. */
type Verdict = { kind: 'successful' | 'notBegun' } | { kind: 'failed' | 'interrupted'; why: string }

const pauseMs = 1_000
/** What has ended a moment ago, or is being started again, is there after that. */
const mostRefusals = 30
const mostInterruptions = 3

/**
 * Has the daemon install the file. Resolves when it says that it has. Rejects with SLOT_WRITE_FAILED, which can be
 * retried, where it does not begin or fails, and with the signal's reason; the daemon stops soon after the client.
 */
export async function installByClient(
  settings: Pick<SwupdateSettings, 'programs' | 'socketFolder'>,
  file: string,
  selection: string,
  options: ClientOptions,
): Promise<void> {
  let interruptions = 0
  for (let refusals = 0; refusals < mostRefusals; ) {
    options.onCall()
    const verdict = await callClient(settings, file, selection, options)
    if (verdict.kind === 'successful') return
    if (verdict.kind === 'failed') throw failed(`SWUpdate failed to install the package: ${verdict.why}`)
    if (verdict.kind === 'interrupted') {
      interruptions += 1
      if (interruptions === mostInterruptions) throw interrupted(verdict.why)
      options.onInterruption()
    }
    refusals = options.onWait() || verdict.kind === 'interrupted' ? 0 : refusals + 1
    await pause(options.clock, pauseMs, options.signal)
  }
  const { socketFolder } = settings
  throw failed(
    `SWUpdate does not accept the package: its daemon is busy, does not run (with its sockets in ${socketFolder}), or was started without -q ${selection}`,
  )
}

async function callClient(
  { programs, socketFolder }: Pick<SwupdateSettings, 'programs' | 'socketFolder'>,
  file: string,
  selection: string,
  { signal, clock }: ClientOptions,
): Promise<Verdict> {
  const goodbye = new AbortController()
  const output = listenToClient(clock, () => goodbye.abort())
  const unsuccessful = (end: string): Verdict => {
    const why = output.reasons()
    return why === '' ? { kind: 'interrupted', why: end } : { kind: 'failed', why }
  }
  try {
    const { exitCode, tail } = await runProcess([...programs.client, '-v', '-e', selection, file], {
      signal: AbortSignal.any([signal, goodbye.signal]),
      env: { ...process.env, ...socketsIn(socketFolder) },
      onLine: output.onLine,
    })
    if (exitCode === 0 || output.isSuccessful()) return { kind: 'successful' }
    if (output.isRefused()) return { kind: 'notBegun' }
    return unsuccessful(tail.trim().replaceAll('\n', '; '))
  } catch (cause) {
    signal.throwIfAborted()
    if (!goodbye.signal.aborted) throw failed(`SWUpdate's client: ${(cause as Error).message}`, cause)
    return output.isSuccessful() ? { kind: 'successful' } : unsuccessful('its client does not end')
  } finally {
    output.close()
  }
}

function interrupted(why: string): GodwitError {
  const times = `${mostInterruptions} times without a reason`
  return failed(`SWUpdate failed to install the package, ${times}; its log may tell: ${why}`)
}

function failed(message: string, cause?: unknown): GodwitError {
  return new GodwitError('SLOT_WRITE_FAILED', message, { retryable: true, cause })
}
