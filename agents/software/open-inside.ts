import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises'
import { isBelow } from './copies/copy-rule.ts'

/** Opens nothing but the name: what a device would do when it is opened, it does not. Node has no word for it. */
const nameOnly = 0o10000000

/**
 * Opens what is at that path for reading, where it passes and is in the folder, after all links: somebody else may write
 * to the folder, also now. Otherwise resolves with undefined.
 */
export async function openInside(
  folder: string,
  file: string,
  passes: (found: Stats) => boolean,
): Promise<FileHandle | undefined> {
  const held = await open(file, nameOnly).catch(() => undefined)
  if (!held) return undefined
  try {
    const name = `/proc/self/fd/${held.fd}`
    const real = await readlink(name)
    if (!passes(await held.stat()) || !isBelow(real, await realpath(folder))) return undefined
    return await open(name, constants.O_RDONLY)
  } finally {
    await held.close()
  }
}
