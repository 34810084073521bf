/** A file of random bytes, served over HTTP by a process of its own. */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { node, repository, startProcess } from '../support/process.ts'
import type { Scope } from '../support/scope.ts'

export interface ServedFile {
  url: string
  /** Hex, sha256. */
  digest: string
  /** Subresource integrity, sha256. */
  integrity: string
}

export async function serveRandom(scope: Scope, folder: string, sizeMib: number): Promise<ServedFile> {
  const file = join(folder, 'random')
  const hash = await writeRandom(file, sizeMib)
  const server = startProcess(scope, node, [`${repository}test/bench/serve-file.ts`, file])
  return {
    url: await server.waitForLine(/^http/),
    digest: hash.toString('hex'),
    integrity: `sha256-${hash.toString('base64')}`,
  }
}

/** Random enough that nothing on the way can shorten it. Its digest, sha256. */
export async function writeRandom(file: string, sizeMib: number): Promise<Buffer> {
  const handle = await open(file, 'w')
  const hash = createHash('sha256')
  const block = Buffer.alloc(2 ** 20)
  for (let index = 0; index < sizeMib; index += 1) {
    crypto.getRandomValues(block.subarray(0, 65_536))
    hash.update(block)
    await handle.write(block)
  }
  await handle.close()
  return hash.digest()
}
