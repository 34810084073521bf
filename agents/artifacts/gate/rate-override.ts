/** The bandwidth limit that an operator has set: it holds, over restarts, in place of the configured one. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { makeFolder, removeFile, replaceFile } from '../../../platform/store/durable-file.ts'
import { gateFolder } from './gate-folder.ts'

const fileIn = (store: string) => path.join(gateFolder(store), 'limit.json')

/** Bytes per second, 0 for no limit; undefined where the configuration counts. Rejects where it cannot be read. */
export async function readRateOverride(store: string): Promise<number | undefined> {
  try {
    return parse(await readFile(fileIn(store), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Sets it, durably; undefined takes it back. Running downloads follow within a second. Throws a StoreError. */
export async function writeRateOverride(store: string, bytesPerSecond: number | undefined): Promise<void> {
  if (bytesPerSecond === undefined) return removeFile(fileIn(store))
  await makeFolder(gateFolder(store))
  await replaceFile(fileIn(store), `${JSON.stringify({ maxDownloadRate: bytesPerSecond })}\n`)
}

function parse(text: string): number {
  const rate: unknown = JSON.parse(text).maxDownloadRate
  if (typeof rate === 'number' && rate >= 0) return rate
  throw new RangeError('maxDownloadRate is no number')
}
