/**
 * Copies folders with all that is in them. That is left to `cp`, for Node can neither keep extended attributes nor holes,
 * and makes no device files; with `--reflink=auto` a file system that can share blocks copies in no time.
 *
 * Invariant: no `cp` runs before it is written down which process it is. So the next process of the agent finds what a
 * killed one has left running, and ends it before anything else is done to the same folders. (The note need not outlast
 * the power, since no program does: nothing is synced.)
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../../platform/clock.ts'
import { freeBytes } from '../../../platform/disk.ts'
import { pause } from '../../../platform/pause.ts'
import { type ProcessResult, runProcess } from '../../../platform/process/run.ts'
import { endSession, startTimeOf } from '../../../platform/process/session.ts'
import { GodwitError } from '../../../spec/index.ts'

/** Who copies, so that it can be found again. */
export interface Copier {
  /** Where it is written down which program copies; its folder is there. */
  record: string
  bootId: string
  clock: Clock
  signal: AbortSignal
}

interface CopyRecord {
  pid: number
  startTime: string
  bootId: string
}

/** The shell waits until it is written down which process it is, and then becomes the program. */
const gated = ['/bin/sh', '-c', 'read -r go <&3 || exit 71; exec 3<&-; exec "$@"', 'copy']
/** Between SIGTERM and SIGKILL. */
const graceMs = 2_000
const pollMs = 500

/**
 * Brings all that is in a folder into another one, which is made where it is missing and gets the owner and the mode of the
 * first; resolves when it is on the disk. `onWritten` is told how many bytes were written. Rejects with DISK_FULL, with
 * INTERNAL and the program's words, or with the signal's reason.
 */
export async function copyTree(
  from: string,
  to: string,
  copier: Copier,
  onWritten: (bytes: number) => void,
): Promise<void> {
  await endLeftover(copier)
  await mkdir(to, { recursive: true, mode: 0o700 })
  const copied = new AbortController()
  let watching = Promise.resolve()
  try {
    const result = await runProcess([...gated, 'cp', '-a', '--reflink=auto', '--', `${from}/.`, to], {
      ...quiet(copier.signal),
      onSpawn: async (pid) => {
        await writeRecord(copier, pid)
        watching = watchWritten(pid, copier.clock, copied.signal, onWritten)
      },
    })
    if (result.exitCode !== 0) await assertRoom(to)
    assertDone(result, `${from} cannot be copied to ${to}`)
  } finally {
    copied.abort()
    await watching
  }
  await syncFileSystem(to, copier.signal)
  await rm(copier.record, { force: true })
}

/** At once for all that was written: file by file it would take long for many small ones, and a container is waiting. */
async function syncFileSystem(folder: string, signal: AbortSignal): Promise<void> {
  assertDone(await runProcess(['sync', '-f', folder], quiet(signal)), `${folder} cannot be synced`)
}

const quiet = (signal: AbortSignal) => ({
  env: { PATH: process.env.PATH, LC_ALL: 'C' },
  killGraceMs: graceMs,
  signal,
})

function assertDone({ exitCode, signal, tail }: ProcessResult, problem: string): void {
  if (exitCode === 0) return
  const why = tail.trim() || (signal === null ? `exit code ${exitCode}` : signal)
  throw new GodwitError('INTERNAL', `${problem}: ${why}`)
}

/** What is left where a program could not write any more. */
const hardlyAnything = 1_048_576

async function assertRoom(folder: string): Promise<void> {
  const free = await freeBytes(folder)
  if (free >= hardlyAnything) return
  throw new GodwitError(
    'DISK_FULL',
    `the disk became full while ${folder} was written: ${free} bytes are free`,
  )
}

async function writeRecord({ record, bootId }: Copier, pid: number): Promise<void> {
  const content: CopyRecord = { pid, startTime: startTimeOf(pid) ?? '', bootId }
  await writeFile(`${record}.draft`, JSON.stringify(content))
  await rename(`${record}.draft`, record)
}

/** Ends the program that an earlier process of the agent has left running. Rejects with INTERNAL where it does not end. */
export async function endLeftover({ record, bootId }: Pick<Copier, 'record' | 'bootId'>): Promise<void> {
  const found = await readRecord(record)
  const runs = () => found?.bootId === bootId && startTimeOf(found.pid) === found.startTime
  if (found && runs()) await endSession(found.pid, graceMs)
  if (found && runs()) {
    const message = `process ${found.pid}, which copies for ${path.dirname(record)}, does not end`
    throw new GodwitError('INTERNAL', message, { retryable: true })
  }
  await rm(record, { force: true })
}

async function readRecord(file: string): Promise<CopyRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** The kernel counts what a process writes. */
async function watchWritten(
  pid: number,
  clock: Clock,
  done: AbortSignal,
  tell: (bytes: number) => void,
): Promise<void> {
  while (!done.aborted) {
    await pause(clock, pollMs, done).catch(() => {})
    const counted = await readFile(`/proc/${pid}/io`, 'latin1').catch(() => '')
    const [, bytes] = /^wchar: (\d+)$/m.exec(counted) ?? []
    if (bytes !== undefined && !done.aborted) tell(Number(bytes))
  }
}
