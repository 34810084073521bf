/**
 * Runs a program and everything that it starts.
 *
 * Invariants:
 * - It runs in a process group of its own. On a timeout or an abort the whole group gets SIGTERM; when its first process
 *   has ended, or after the grace, what is left of the group gets SIGKILL. (A program that ends by itself may leave
 *   processes behind.)
 * - However much it writes, only the end of its output is kept.
 * - The promise settles after the program is gone, and does so also when even SIGKILL cannot end it.
 */
import type { ChildProcessByStdio, StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { systemClock, type Timer } from '../clock.ts'
import { keepTail, splitLines } from './output.ts'

export interface RunOptions {
  cwd?: string | undefined
  /** The whole environment; by default that of this process. */
  env?: NodeJS.ProcessEnv | undefined
  /** By default the program may run for ever. */
  timeoutMs?: number | undefined
  /** Time between SIGTERM and SIGKILL; 5 s. */
  killGraceMs?: number | undefined
  signal?: AbortSignal | undefined
  /** Called for each line of standard output and standard error, without its line end; overlong ones come in pieces. */
  onLine?: ((line: string) => void) | undefined
  /** Called with what it writes as it comes: for programs that write over their line. */
  onOutput?: ((chunk: Buffer) => void) | undefined
  /** How much of the end of the output is kept; 4 KiB. */
  tailBytes?: number | undefined
  /** User and group to run as, in no further groups; to change them takes root. */
  uid?: number | undefined
  gid?: number | undefined
  /**
   * Called with the id of the process, which is also that of its group and its session. The program finds the reading end
   * of a pipe as descriptor 3; on it comes a line when the promise is resolved, and just the end where it is rejected or
   * this process dies before.
   */
  onSpawn?: ((pid: number) => Promise<void>) | undefined
}

export interface ProcessResult {
  /** Null where a signal ended it. */
  exitCode: number | null
  signal: string | null
  timedOut: boolean
  /** The end of what it wrote to standard output and standard error. */
  tail: string
}

/** The program could not be started. */
class ProcessError extends Error {
  override readonly name = 'ProcessError'
  /** The system's code, as in `ENOENT`. */
  readonly code: string

  constructor(program: string, cwd: string | undefined, cause: NodeJS.ErrnoException) {
    const where = cwd === undefined ? '' : `, or no folder ${cwd}`
    const reasons: Record<string, string> = {
      ENOENT: `no such program${where}`,
      EACCES: 'it may not be executed',
      EPERM: 'this takes root',
    }
    super(`cannot start ${program}: ${reasons[cause.code ?? ''] ?? cause.message}`, { cause })
    this.code = cause.code ?? 'UNKNOWN'
  }
}

/** What is still in the pipes when the program has ended is read for this long: others may hold them open. */
const drainMs = 200

/**
 * Runs a program without a shell and with nothing on its standard input. Rejects with a ProcessError where it cannot be
 * started, and with the signal's reason where it was aborted.
 */
export async function runProcess(command: string[], options: RunOptions = {}): Promise<ProcessResult> {
  const [program = '', ...args] = command
  const { timeoutMs, killGraceMs = 5_000, signal, tailBytes = 4_096 } = options
  signal?.throwIfAborted()
  const child = await start(program, args, options)
  const tail = keepTail(tailBytes)
  const streams = [child.stdout, child.stderr]
  for (const stream of streams) {
    stream.on('data', tail.add)
    if (options.onLine) splitLines(stream, options.onLine)
    if (options.onOutput) stream.on('data', options.onOutput)
  }
  const stopping = newStop(child, killGraceMs)
  let timedOut = false
  const limit = startLimit(timeoutMs, () => {
    timedOut = true
    stopping.begin()
  })
  signal?.addEventListener('abort', stopping.begin, { once: true })
  if (signal?.aborted) stopping.begin()
  try {
    await letRun(child, options.onSpawn)
    const end = await Promise.race([ended(child), stopping.gaveUp])
    stopping.finish()
    signal?.throwIfAborted()
    await Promise.all(streams.map(drained))
    return { ...end, timedOut, tail: tail.text() }
  } finally {
    limit?.cancel()
    signal?.removeEventListener('abort', stopping.begin)
    for (const stream of streams) stream.destroy()
  }
}

type End = Pick<ProcessResult, 'exitCode' | 'signal'>
type Child = ChildProcessByStdio<null, Readable, Readable>

/** Resolves with the child once it runs; rejects with a ProcessError. */
async function start(
  program: string,
  args: string[],
  { cwd, env, uid, gid, onSpawn }: RunOptions,
): Promise<Child> {
  const { spawn } = await import('node:child_process') // most processes wait for long before they run anything
  try {
    const identity = { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) }
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', ...(onSpawn ? (['pipe'] as const) : [])]
    const child = spawn(program, args, { cwd, env, ...identity, detached: true, stdio }) as Child
    await once(child, 'spawn')
    return child
  } catch (error) {
    throw new ProcessError(program, cwd, error as NodeJS.ErrnoException)
  }
}

async function letRun(child: Child, onSpawn: RunOptions['onSpawn']): Promise<void> {
  if (!onSpawn) return
  const gate = child.stdio[3] as Writable
  gate.on('error', () => {}) // it did not wait, and is gone
  try {
    await onSpawn(child.pid ?? 0)
    gate.end('\n')
  } catch (error) {
    gate.destroy()
    throw error
  }
}

function ended(child: Child): Promise<End> {
  const { exitCode, signalCode } = child
  if (exitCode !== null || signalCode !== null) return Promise.resolve({ exitCode, signal: signalCode })
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
}

function startLimit(timeoutMs: number | undefined, onTimeout: () => void): Timer | undefined {
  return timeoutMs === undefined ? undefined : systemClock.after(timeoutMs, onTimeout)
}

/** Ends the group: begun once, finished when its first process is gone. */
function newStop(child: Child, graceMs: number) {
  const gaveUp = Promise.withResolvers<End>()
  let timer: Timer | undefined
  const giveUp = () => gaveUp.resolve({ exitCode: null, signal: 'SIGKILL' })
  const kill = () => {
    signalGroup(child, 'SIGKILL')
    timer = systemClock.after(graceMs, giveUp)
  }
  return {
    begin() {
      if (timer) return
      signalGroup(child, 'SIGTERM')
      timer = systemClock.after(graceMs, kill)
    },
    finish() {
      if (timer) signalGroup(child, 'SIGKILL')
      timer?.cancel()
    },
    /** Settles where even SIGKILL has not ended it: it hangs in the kernel. */
    gaveUp: gaveUp.promise,
  }
}

function signalGroup(child: Child, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, name)
  } catch {
    // The group is gone.
  }
}

function drained(stream: Readable): Promise<void> {
  if (stream.closed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = systemClock.after(drainMs, resolve)
    stream.once('close', () => {
      timer.cancel()
      resolve()
    })
  })
}
