/**
 * What the files of a release were when its installation had ended; kept beside the releases, out of the way of hooks.
 *
 * A file counts as unchanged without being read where its size, inode and times are the same: nobody can set the time of
 * the last change of status. A thorough check reads it nevertheless, and finds what the disk itself has changed.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
} from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { makeFolder, replaceFile } from '../../../platform/store/durable-file.ts'
import { type ComponentFolder, type CopyRule, type ReleaseRecord, releaseFolder } from '../installation.ts'
import { matchesGlob } from './glob.ts'

/** One file, folder or link. */
export interface ManifestEntry {
  /** Relative to the release. */
  path: string
  /** What it is, with its permissions; of files the size, of links the target. */
  shape: string
  /** Of files: sha256, in hex. */
  digest?: string
  /** Changes with every change of a file. */
  stamp?: string
}

export interface Manifest {
  entries: ManifestEntry[]
  /** Globs; what they match, and all below, is not looked at. */
  mutable: string[]
  /** Copies of some of the files, outside of the release. */
  copies: CopyRule[]
}

const permissions = 0o7777
/** Bytes. */
const readAtOnce = 65_536
/** After so many entries others have their turn. */
const batch = 50

function manifestFile({ manifests }: ComponentFolder, release: string): string {
  return path.join(manifests, release)
}

/** Resolves when the manifest is on the disk. Idempotent: a newer one replaces the older. */
export async function recordManifest(
  folder: ComponentFolder,
  release: string,
  { mutable = [], copies = [] }: Pick<ReleaseRecord, 'mutable' | 'copies'>,
  signal: AbortSignal,
): Promise<void> {
  const root = releaseFolder(folder, release)
  const entries: ManifestEntry[] = []
  for await (const entry of entriesOf(root, mutable)) {
    signal.throwIfAborted()
    entries.push(
      entry.stamp === undefined
        ? entry
        : { ...entry, digest: await digestOf(path.join(root, entry.path), signal) },
    )
  }
  const manifest: Manifest = { entries, mutable, copies }
  await makeFolder(folder.manifests)
  await replaceFile(manifestFile(folder, release), JSON.stringify(manifest))
}

/** Undefined where there is none that can be read. */
export async function readManifest(folder: ComponentFolder, release: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(manifestFile(folder, release), 'utf8'))
  } catch {
    return undefined
  }
}

/** All in the folder that is to stay as it is, each folder before what is in it. */
export async function* entriesOf(
  root: string,
  mutable: string[],
  below = '',
): AsyncGenerator<ManifestEntry, void, void> {
  const names = await readdir(path.join(root, below)).catch(() => [])
  for (const [index, name] of names.sort().entries()) {
    if (index % batch === 0) await setImmediate()
    const place = path.join(below, name)
    if (mutable.some((glob) => matchesGlob(place, glob))) continue
    const entry = entryOf(root, place)
    if (entry) yield entry
    if (entry?.shape.startsWith('folder')) yield* entriesOf(root, mutable, place)
  }
}

/** Without its digest. Undefined where it is gone. What cannot be looked at, or is too deep, is an entry nevertheless. */
function entryOf(root: string, place: string): ManifestEntry | undefined {
  const file = path.join(root, place)
  try {
    const found = lstatSync(file, { bigint: true })
    const mode = (Number(found.mode) & permissions).toString(8)
    if (found.isFile()) {
      const stamp = `${found.ino} ${found.mtimeNs} ${found.ctimeNs}`
      return { path: place, shape: `file ${mode} ${found.size}`, stamp }
    }
    if (found.isSymbolicLink()) return { path: place, shape: `link ${readlinkSync(file)}` }
    return { path: place, shape: `${found.isDirectory() ? 'folder' : 'other'} ${mode}` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? undefined : { path: place, shape: `unreadable ${code}` }
  }
}

/** sha256, in hex. A file that is no regular one any more has none: an empty text. */
export async function digestOf(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  // Neither follows a link that somebody has put in its place, nor waits for the writer of a pipe.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const found = fstatSync(descriptor)
    if (!found.isFile()) return ''
    // Most files are small: many trips through the thread pool would take far longer than reading them.
    if (found.size <= readAtOnce) return hash.update(readFileSync(descriptor)).digest('hex')
    const chunks = createReadStream('', { fd: descriptor, autoClose: false, highWaterMark: 262_144 })
    await pipeline(chunks, hash, { signal })
    return hash.digest('hex')
  } finally {
    closeSync(descriptor)
  }
}
