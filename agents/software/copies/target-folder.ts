/**
 * The folder of a file outside of the releases, held open, so that what was checked is what is written to: nobody can put
 * a link in its place afterwards.
 *
 * Invariants:
 * - It is one of the allowed folders or below one, after all links in its path have been followed.
 * - A file in it is the old one or the new one at any time, and the new one is on the disk.
 */
import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  unlink,
} from 'node:fs/promises'
import path from 'node:path'
import { syncFolder } from '../../../platform/store/durable-file.ts'
import { GodwitError } from '../../../spec/index.ts'
import { copyContent } from './copy-content.ts'
import { isBelow } from './copy-rule.ts'

export interface TargetFolder {
  /** The path of a file in it, as long as the folder is open. */
  pathOf(name: string): string
  /** Undefined where there is none. */
  look(name: string): Promise<Stats | undefined>
  /** Puts a file in place, whole and durably; a link or file of that name is replaced. */
  replace(name: string, content: FileHandle, attributes: FileAttributes): Promise<void>
  /** Puts a link in place. */
  replaceByLink(name: string, target: string): Promise<void>
  /** Durable. It need not be there. */
  remove(name: string): Promise<void>
  close(): Promise<void>
}

export interface FileAttributes {
  mode: number
  /** By default the agent's own. */
  owner?: { uid: number; gid: number }
}

/** The folders that have to be made for a file, the outermost first. */
export async function missingFolders(folder: string): Promise<string[]> {
  const missing: string[] = []
  for (let place = folder; (await lookAt(place)) === undefined; place = path.dirname(place))
    missing.unshift(place)
  return missing
}

/** Opens the folder, and makes it where it is missing. Rejects with REFUSED where it is not below an allowed one. */
export async function openTargetFolder(folder: string, allowed: string[]): Promise<TargetFolder> {
  const missing = await missingFolders(folder)
  const [outermost] = missing
  await assertInside(
    await realpath(outermost === undefined ? folder : path.dirname(outermost)),
    folder,
    allowed,
  )
  for (const made of missing) {
    await mkdir(made).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
    await syncFolder(path.dirname(made))
  }
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY).catch((error) => {
    throw error.code === 'ENOTDIR' ? refused(folder, 'is not a folder') : error
  })
  try {
    await assertInside(await readlink(`/proc/self/fd/${handle.fd}`), folder, allowed)
  } catch (error) {
    await handle.close()
    throw error
  }
  return targetFolder(handle)
}

function targetFolder(handle: FileHandle): TargetFolder {
  const pathOf = (name: string) => `/proc/self/fd/${handle.fd}/${name}`
  /** The same after a crash, so that nothing is left for good. */
  const draftOf = (name: string) =>
    pathOf(`.godwit-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`)
  return {
    pathOf,
    look: (name) => lookAt(pathOf(name)),
    async replace(name, content, { mode, owner }) {
      const draft = draftOf(name)
      await rm(draft, { force: true })
      const file = await open(draft, 'wx', 0o600)
      try {
        await copyContent(content, file)
        if (owner) await file.chown(owner.uid, owner.gid)
        await file.chmod(mode)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, pathOf(name))
      await handle.sync()
    },
    async replaceByLink(name, target) {
      const draft = draftOf(name)
      await rm(draft, { force: true })
      await symlink(target, draft)
      await rename(draft, pathOf(name))
      await handle.sync()
    },
    async remove(name) {
      await rm(draftOf(name), { force: true })
      await unlink(pathOf(name)).catch((error) => {
        if (error.code !== 'ENOENT') throw error
      })
      await handle.sync()
    },
    close: () => handle.close(),
  }
}

async function assertInside(real: string, folder: string, allowed: string[]): Promise<void> {
  for (const candidate of allowed) {
    const realAllowed = await realpath(candidate).catch(() => undefined)
    if (realAllowed !== undefined && (real === realAllowed || isBelow(real, realAllowed))) return
  }
  throw refused(folder, `is ${real}, which is not below a folder of "copyTargets" that is there`)
}

export function refused(place: string, problem: string): GodwitError {
  return new GodwitError('REFUSED', `a file cannot be copied: ${place} ${problem}`)
}

async function lookAt(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
