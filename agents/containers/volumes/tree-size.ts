import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'

const blockBytes = 512
/** Names looked at at once. */
const batch = 32

/**
 * Bytes that a folder takes on its disk with all that is in it: holes take nothing, and a file with several names counts
 * once. What goes away meanwhile does not count. Rejects with the signal's reason as soon as it aborts.
 */
export async function treeSize(folder: string, signal: AbortSignal): Promise<number> {
  const seen = new Set<number>()
  const left = [folder]
  let bytes = await sizeOf(folder, seen)
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    signal.throwIfAborted()
    const place = next
    const entries = await readdir(place, { withFileTypes: true }).catch(gone<Dirent[]>([]))
    left.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(place, name)))
    for (let start = 0; start < entries.length; start += batch) {
      const some = entries.slice(start, start + batch)
      const sizes = await Promise.all(some.map(({ name }) => sizeOf(path.join(place, name), seen)))
      bytes += sizes.reduce((sum, size) => sum + size, 0)
    }
  }
  return bytes
}

async function sizeOf(file: string, seen: Set<number>): Promise<number> {
  const found = await lstat(file).catch(gone(undefined))
  if (!found || seen.has(found.ino)) return 0
  if (found.nlink > 1 && !found.isDirectory()) seen.add(found.ino)
  return found.blocks * blockBytes
}

const gone =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead
    throw error
  }
