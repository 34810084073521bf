import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import ssri from 'ssri'
import type { ArtifactDescription } from '../../../agents/artifacts/artifacts.ts'

/** What the store writes down beside the artifacts. */
const books = /^(records|pins|reservations)\/[^/]+\.json$|^gate\/[^/]+$|^mirrors\.json$|^store\.lock(-\w+)?$/

/** What is wrong with a store into which that one artifact was fetched, or should have been; undefined where all is well. */
export async function faultOfStore(
  folder: string,
  { integrity = '' }: ArtifactDescription,
  hasArrived: boolean,
): Promise<string | undefined> {
  const names = (await filesIn(folder)).filter((name) => !books.test(name))
  const { algorithm } = ssri.parse(integrity, { single: true, strict: true })
  const place = `${algorithm}/${ssri.parse(integrity).hexDigest()}`
  const allowed = hasArrived ? [place] : [`${place}.part`, `${place}.ledger`]
  const stray = names.filter((name) => !allowed.includes(name))
  if (stray.length > 0) return `there are stray files: ${stray.join(', ')}`
  if (!hasArrived) return undefined
  if (!names.includes(place)) return 'the artifact is not there'
  const found = await integrityOfFile(join(folder, place), algorithm)
  return found === integrity ? undefined : `the artifact has the hash ${found}`
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
}

async function integrityOfFile(file: string, algorithm = 'sha256'): Promise<string> {
  const hash = createHash(algorithm)
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece)
  return `${algorithm}-${hash.digest('base64')}`
}
