import { open, stat } from 'node:fs/promises'
import { GodwitError } from '../../../../spec/index.ts'
import { readCpio, readEntry } from './cpio.ts'
import { parseDescription } from './description.ts'
import type { ConfigGroup } from './libconfig.ts'

/** A .swu file, as far as it can be read without trusting it. */
export interface SwuPackage {
  description: ConfigGroup
  /** Bytes of each file of the package, by its name. */
  sizes: ReadonlyMap<string, number>
}

/** Descriptions have a few kilobytes. */
const largestDescription = 1024 * 1024

/** Looks into a .swu file. Rejects with IMAGE_REFUSED where it is none, is cut off, or its description cannot be read. */
export async function readSwuPackage(path: string): Promise<SwuPackage> {
  try {
    await using archive = await open(path, 'r')
    const entries = await readCpio(archive, (await stat(path)).size)
    const [first] = entries
    if (first?.name !== 'sw-description') throw new RangeError('does not begin with a sw-description')
    if (first.size > largestDescription) throw new RangeError(`has a sw-description of ${first.size} bytes`)
    const description = parseDescription((await readEntry(archive, first)).toString('utf8'))
    return { description, sizes: new Map(entries.map(({ name, size }) => [name, size])) }
  } catch (cause) {
    if (cause instanceof RangeError)
      throw refused(`the image is no SWUpdate package: it ${cause.message}`, cause)
    if (cause instanceof SyntaxError) throw refused(`the package's sw-description, ${cause.message}`, cause)
    throw cause
  }
}

function refused(message: string, cause: Error): GodwitError {
  return new GodwitError('IMAGE_REFUSED', message, { cause })
}
