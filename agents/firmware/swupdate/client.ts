/**
 * `swupdate-client`: hands a package to the daemon and waits for its verdict.
 *
 * Invariants:
 * - The daemon installs one package at a time. While it is at work, for an agent that was killed meanwhile or for somebody
 *   else, it does not begin another one; that is waited for.
 * - The client's exit status decides. One that has told the verdict and does not end (2022.12 may miss its own wake-up
 *   call where the daemon refuses quickly) is ended, and its word is taken.
 */
import type { Clock, Timer } from '../../../platform/clock.ts'
import { pause } from '../../../platform/pause.ts'
import { runProcess } from '../../../platform/process/run.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { SwupdateSettings } from './settings.ts'
import { socketsIn } from './sockets.ts'

export interface ClientOptions {
  signal: AbortSignal
  clock: Clock
  /** Called before each pause while the daemon does not begin; tells whether it has been at work since the last one. */
  onWait(): boolean
  /** Called before each call of the client. */
  onCall(): void
}

/** How a call of the client ended. */
type Verdict = { begun: false } | { begun: true; successful: boolean; words: string }

const verdictLine = /^SWUpdate (\*failed\*|was successful)/i
/** The client says so where the daemon is busy, is not there, or does not accept the selection. */
const notBegunLine = /^swupdate_async_start returns /
const errorLine = /^Status: \d+ message: ERROR : (.+)$/

const pauseMs = 1_000
/** What has ended a moment ago, or is being started again, is there after that. */
const mostRefusals = 30
const goodbyeMs = 2_000

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
  for (let refusals = 0; refusals < mostRefusals; ) {
    options.onCall()
    const verdict = await callClient(settings, file, selection, options)
    if (verdict.begun && verdict.successful) return
    if (verdict.begun) throw failed(`SWUpdate failed to install the package${verdict.words}`)
    refusals = options.onWait() ? 0 : refusals + 1
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
  const listener = newListener(clock, () => goodbye.abort())
  try {
    const { exitCode, tail } = await runProcess([...programs.client, '-v', '-e', selection, file], {
      signal: AbortSignal.any([signal, goodbye.signal]),
      env: { ...process.env, ...socketsIn(socketFolder) },
      onLine: listener.onLine,
    })
    if (exitCode !== 0 && listener.refused()) return { begun: false }
    const words =
      listener.verdict() === undefined ? `: ${tail.trim().replaceAll('\n', '; ')}` : listener.words()
    return { begun: true, successful: exitCode === 0, words }
  } catch (cause) {
    signal.throwIfAborted()
    const successful = listener.verdict()
    if (successful !== undefined) return { begun: true, successful, words: listener.words() }
    throw failed(`SWUpdate's client: ${(cause as Error).message}`, cause)
  } finally {
    listener.close()
  }
}

/** Listens to the client: its verdict, after which it has little time to end, and why. */
function newListener(clock: Clock, onLate: () => void) {
  const errors = new Set<string>()
  let timer: Timer | undefined
  let verdict: boolean | undefined
  let refused = false
  return {
    onLine(line: string) {
      if (notBegunLine.test(line)) refused = true
      const [, error] = errorLine.exec(line) ?? []
      if (error) errors.add(error.trim())
      const [, said] = verdictLine.exec(line) ?? []
      if (said === undefined || timer) return
      verdict = said.toLowerCase() === 'was successful'
      timer = clock.after(goodbyeMs, onLate)
    },
    refused: () => refused,
    verdict: () => verdict,
    /** The client misses why where the daemon refuses while it is still being sent to. */
    words: () => (errors.size === 0 ? '; its log tells why' : `: ${[...errors].join('; ')}`),
    close: () => timer?.cancel(),
  }
}

function failed(message: string, cause?: unknown): GodwitError {
  return new GodwitError('SLOT_WRITE_FAILED', message, { retryable: true, cause })
}
