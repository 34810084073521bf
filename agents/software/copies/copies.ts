/** Files of a release that are copied to places outside of it when it is activated, and what becomes of them later. */
import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { GodwitError } from '../../../spec/index.ts'
import { type ComponentFolder, type CopyRule, readRelease, releaseFolder } from '../installation.ts'
import { openInside } from '../open-inside.ts'
import { backUp, inFolder } from './backup.ts'
import { missingFolders } from './target-folder.ts'

export interface CopyChange {
  folder: ComponentFolder
  /** The release whose files are copied; none where the component is removed. */
  release: string | undefined
  /** The release whose copies are there now. */
  previous: string | undefined
  /** Of these the places that are another component's from now on. */
  handedOver: string[]
  activityId: string
  /** Folders below which may be copied. */
  copyTargets: string[]
}

const permissions = 0o777

/**
 * Copies what the new release asks for, and removes what only the old one had copied. All that is in these places before
 * is kept, so that `restore` can put it back. Idempotent. Rejects with REFUSED, INVALID_BUNDLE or DISK_FULL.
 */
export async function changeCopies({
  folder,
  release,
  previous,
  handedOver,
  activityId,
  copyTargets,
}: CopyChange): Promise<void> {
  const rules = await rulesOf(folder, release)
  const places = rules.map(({ to }) => to)
  const staying = new Set([...places, ...handedOver])
  const dropped = (await rulesOf(folder, previous)).map(({ to }) => to).filter((to) => !staying.has(to))
  if (rules.length + dropped.length === 0) return
  await backUp(folder, activityId, [...places, ...dropped], copyTargets)
  for (const rule of rules) await copy(releaseFolder(folder, release ?? ''), rule, copyTargets)
  for (const to of dropped) {
    // Neither is a folder made to remove nothing from it.
    if ((await missingFolders(path.dirname(to))).length > 0) continue
    await inFolder(to, copyTargets, (target, name) => target.remove(name))
  }
}

async function rulesOf(folder: ComponentFolder, release: string | undefined): Promise<CopyRule[]> {
  return (release === undefined ? undefined : await readRelease(folder, release))?.copies ?? []
}

async function copy(release: string, { from, to }: CopyRule, copyTargets: string[]): Promise<void> {
  const source = await openInRelease(release, from)
  try {
    const { mode } = await source.stat()
    await inFolder(to, copyTargets, (folder, name) =>
      folder.replace(name, source, { mode: mode & permissions }),
    )
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error
    throw new GodwitError('DISK_FULL', `the disk became full while ${to} was written`, { cause: error })
  } finally {
    await source.close()
  }
}

/** A hook may have put a link in its place: what is opened has to be in the release. */
async function openInRelease(release: string, from: string): Promise<FileHandle> {
  const opened = await openInside(release, path.join(release, from), (found) => found.isFile())
  if (opened) return opened
  throw new GodwitError('INVALID_BUNDLE', `"${from}", which is to be copied, is not a file of the release`)
}
