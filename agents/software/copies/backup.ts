/**
 * What was in the place of the files that an operation copies or removes outside of its release.
 *
 * Invariants:
 * - The index is written when all is kept, and nothing is changed before: without an index of this operation nothing was
 *   touched; with one everything can be put back, however often.
 * - It stays until the operation ends.
 */
import { type FileHandle, open, readFile, readlink, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { makeFolder, replaceFile, syncFolder } from '../../../platform/store/durable-file.ts'
import type { ComponentFolder } from '../installation.ts'
import { removeTree } from '../remove-tree.ts'
import { copyContent } from './copy-content.ts'
import { missingFolders, openTargetFolder, refused, type TargetFolder } from './target-folder.ts'

interface BackupIndex {
  activityId: string
  places: BackupPlace[]
}

interface BackupPlace {
  to: string
  was: WasAbsent | WasFile | WasLink
}

interface WasAbsent {
  kind: 'absent'
  /** Folders that were not there either, the outermost first. */
  missing: string[]
}

interface WasFile {
  kind: 'file'
  /** Its name in the backup. */
  kept: string
  mode: number
  owner: { uid: number; gid: number }
}

interface WasLink {
  kind: 'link'
  target: string
}

const permissions = 0o7777

/** Resolves when everything that is at these places is kept. Once done for an activity, it does nothing. */
export async function backUp(
  folder: ComponentFolder,
  activityId: string,
  places: string[],
  allowed: string[],
): Promise<void> {
  if ((await readIndex(folder))?.activityId === activityId) return
  await removeTree(folder.backup)
  await makeFolder(folder.backup)
  const index: BackupIndex = { activityId, places: [] }
  for (const [at, to] of places.entries()) {
    index.places.push({ to, was: await keep(to, path.join(folder.backup, String(at)), allowed) })
  }
  await syncFolder(folder.backup)
  await replaceFile(indexFile(folder), JSON.stringify(index))
}

/** Puts everything back that this activity has touched. Idempotent. */
export async function restore(folder: ComponentFolder, activityId: string, allowed: string[]): Promise<void> {
  const index = await readIndex(folder)
  if (index?.activityId !== activityId) return
  for (const place of index.places) await putBack(folder, place, allowed)
}

/** The operation has ended. */
export async function dropBackup(folder: ComponentFolder): Promise<void> {
  await rm(indexFile(folder), { force: true })
  await removeTree(folder.backup)
}

async function keep(to: string, kept: string, allowed: string[]): Promise<BackupPlace['was']> {
  const missing = await missingFolders(path.dirname(to))
  if (missing.length > 0) return { kind: 'absent', missing }
  return inFolder(to, allowed, async (target, name) => {
    const found = await target.look(name)
    if (!found) return { kind: 'absent', missing }
    if (found.isSymbolicLink()) return { kind: 'link', target: await readlink(target.pathOf(name)) }
    if (!found.isFile()) throw refused(to, 'is there already, and is no file')
    await withFile(target.pathOf(name), 'r', async (source) => {
      await withFile(kept, 'wx', async (copy) => {
        await copyContent(source, copy)
        await copy.sync()
      })
    })
    const { mode, uid, gid } = found
    return { kind: 'file', kept: path.basename(kept), mode: mode & permissions, owner: { uid, gid } }
  })
}

async function putBack(folder: ComponentFolder, { to, was }: BackupPlace, allowed: string[]): Promise<void> {
  if (was.kind === 'absent' && (await missingFolders(path.dirname(to))).length > 0) return
  await inFolder(to, allowed, async (target, name) => {
    if (was.kind === 'absent') await target.remove(name)
    else if (was.kind === 'link') await target.replaceByLink(name, was.target)
    else {
      const { kept, mode, owner } = was
      const attributes = process.getuid?.() === 0 ? { mode, owner } : { mode }
      await withFile(path.join(folder.backup, kept), 'r', (source) =>
        target.replace(name, source, attributes),
      )
    }
  })
  if (was.kind !== 'absent') return
  // What somebody else has put into them stays.
  for (const made of was.missing.toReversed()) await rmdir(made).catch(() => {})
}

export async function inFolder<T>(
  to: string,
  allowed: string[],
  use: (folder: TargetFolder, name: string) => Promise<T>,
): Promise<T> {
  const folder = await openTargetFolder(path.dirname(to), allowed)
  try {
    return await use(folder, path.basename(to))
  } finally {
    await folder.close()
  }
}

async function withFile<T>(file: string, flags: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, flags, 0o600)
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}

function indexFile({ backup }: ComponentFolder): string {
  return path.join(backup, 'index.json')
}

async function readIndex(folder: ComponentFolder): Promise<BackupIndex | undefined> {
  try {
    return JSON.parse(await readFile(indexFile(folder), 'utf8'))
  } catch {
    return undefined
  }
}
