/**
 * Removes folders that somebody else may write to meanwhile: the user of hooks, whose daemons go on.
 *
 * Invariants:
 * - No path is used in which somebody else could put a link: a folder is moved to one that is the agent's alone, held open,
 *   and taken apart there; folders in it are moved up beside it, so that it does not matter how deep they lie.
 * - From the beginning on it is not there any more under its own name: what is half removed does not look complete.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { lstat, mkdir, readdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'

/** So many names are removed at a time, before others have their turn. */
const batch = 200
/** Somebody may put new files into it all the time. */
const mostRounds = 10

/** The folder, or whatever is there under that name. It need not be there; goes on where an earlier call was killed. */
export async function removeTree(folder: string): Promise<void> {
  const trash = path.join(path.dirname(folder), `.trash-${path.basename(folder)}`)
  if (await isThere(folder)) {
    await mkdir(trash, { mode: 0o700 }).catch(ignoring('EEXIST'))
    await rename(folder, path.join(trash, randomUUID()))
  } else if (!(await isThere(trash))) return
  for (const name of await readdir(trash)) await takeApart(trash, name)
  rmdirSync(trash)
}

async function takeApart(trash: string, first: string): Promise<void> {
  const left = [{ name: first, round: 1 }]
  for (let next = left.pop(); next; next = left.pop()) {
    const { name, round } = next
    const folders = await emptyFolder(trash, name)
    if (folders === undefined) continue
    if (!removeEmpty(path.join(trash, name), round)) left.push({ name, round: round + 1 })
    left.push(...folders.map((moved) => ({ name: moved, round: 1 })))
  }
}

/** Answers with the new names of the folders that were in it; undefined where it was no folder. */
async function emptyFolder(trash: string, name: string): Promise<string[] | undefined> {
  const place = path.join(trash, name)
  const descriptor = openFolder(place)
  if (descriptor === undefined) return void unlinkSync(place)
  const folders: string[] = []
  try {
    const held = `/proc/self/fd/${descriptor}`
    for (const [index, entry] of readdirSync(held, { withFileTypes: true }).entries()) {
      if (index % batch === batch - 1) await setImmediate()
      if (!entry.isDirectory()) {
        tryTo(() => unlinkSync(path.join(held, entry.name)))
        continue
      }
      const moved = randomUUID()
      if (tryTo(() => renameSync(path.join(held, entry.name), path.join(trash, moved)))) folders.push(moved)
    }
  } finally {
    closeSync(descriptor)
  }
  return folders
}

function openFolder(place: string): number | undefined {
  try {
    return openSync(place, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTDIR' || code === 'ELOOP') return undefined
    throw error
  }
}

function removeEmpty(place: string, round: number): boolean {
  try {
    rmdirSync(place)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || round === mostRounds) throw error
    return false
  }
}

/** Whether it could be done; not where it is gone, or became something else, meanwhile. */
function tryTo(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

async function isThere(name: string): Promise<boolean> {
  const found = await lstat(name).catch(ignoring('ENOENT', 'ENOTDIR'))
  return found !== undefined
}

function ignoring(...codes: string[]) {
  return (error: NodeJS.ErrnoException): undefined => {
    if (!codes.includes(error.code ?? '')) throw error
  }
}
