/**
 * What a killed agent leaves behind: a hook that goes on, and its folder.
 *
 * Invariant: no hook runs before it is written down which process it is; so the next process of the agent finds it, and
 * ends it before it does anything to the same component. (The note need not outlast the power, since no hook does:
 * nothing is synced.)
 */
import { lchown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { endSession, isOfSession, startTimeOf } from '../../../platform/process/session.ts'
import type { ComponentFolder } from '../installation.ts'
import { removeTree } from '../remove-tree.ts'
import type { UserIds } from './user.ts'

/** A hook that runs. */
interface HookRecord {
  pid: number
  startTime: string
  /** Of another boot nothing is left. */
  bootId: string
  /** Its own folder. */
  folder: string
}

const folderPrefix = '.hook-'
/** Between SIGTERM and SIGKILL. */
export const hookGraceMs = 5_000

/** By what the processes of a hook are known. */
export const folderVariable = 'GODWIT_TMP_DIR'

export interface HookFolder {
  root: string
  /** For temporary files. */
  temporary: string
  statusFile: string
}

/** A folder for one run of a hook, for its user alone. */
export async function makeHookFolder(
  { releases }: ComponentFolder,
  user: UserIds | undefined,
): Promise<HookFolder> {
  const root = await mkdtemp(path.join(releases, folderPrefix))
  const temporary = path.join(root, 'tmp')
  await mkdir(temporary, { mode: 0o700 })
  // What is given away is not touched any more: its new owner may have put something else in its place.
  if (user) for (const made of [temporary, root]) await lchown(made, user.uid, user.gid)
  return { root, temporary, statusFile: path.join(root, 'status') }
}

/** Resolves when the next process of the agent would find it. */
export async function recordHook(
  folder: ComponentFolder,
  pid: number,
  bootId: string,
  hookFolder: HookFolder,
): Promise<void> {
  const startTime = startTimeOf(pid) ?? ''
  const record: HookRecord = { pid, startTime, bootId, folder: hookFolder.temporary }
  const draft = path.join(folder.releases, '.hook.json')
  await writeFile(draft, JSON.stringify(record))
  await rename(draft, folder.hookRecord)
}

/** Ends what the hook has left in its session, and removes its folder. */
export async function sweepHook(
  folder: ComponentFolder,
  pid: number | undefined,
  hookFolder: HookFolder,
): Promise<void> {
  if (pid !== undefined) await endSession(pid, hookGraceMs)
  await removeTree(hookFolder.root)
  await rm(folder.hookRecord, { force: true })
}

/** Ends the hook that an earlier process of the agent has left running, and removes what it has left. Idempotent. */
export async function endLeftovers(folder: ComponentFolder, bootId: string): Promise<void> {
  const record = await readRecord(folder)
  if (record?.bootId === bootId && isStillThere(record)) await endSession(record.pid, hookGraceMs)
  const names = await readdir(folder.releases).catch(() => [])
  for (const name of names.filter((candidate) => candidate.startsWith(folderPrefix))) {
    await removeTree(path.join(folder.releases, name))
  }
  await rm(folder.hookRecord, { force: true })
}

/** The first process itself, or others of its session; the id alone may be another's by now. */
function isStillThere({ pid, startTime, folder }: HookRecord): boolean {
  if (startTimeOf(pid) === startTime) return true
  return isOfSession(pid, `${folderVariable}=${folder}`)
}

async function readRecord({ hookRecord }: ComponentFolder): Promise<HookRecord | undefined> {
  try {
    return JSON.parse(await readFile(hookRecord, 'utf8'))
  } catch {
    return undefined
  }
}
