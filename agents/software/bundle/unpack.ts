/**
 * Unpacks a bundle: verify, look at every entry, then unpack.
 *
 * A bundle is read twice, on purpose: only what was verified and looked at, all of it, is unpacked. (tar by itself skips
 * what is hostile and calls it success, or goes on writing after it has failed.)
 */
import { access, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { GodwitError } from '../../../spec/index.ts'
import { assertFree } from '../../artifacts/content/disk-space.ts'
import type { BundleLimits } from './inspection.ts'
import { type BundleSource, feed, type InspectedBundle, inspectBundle, readArchive } from './reader.ts'

export interface UnpackOptions {
  limits: BundleLimits
  signal: AbortSignal
  /** Files unpacked, in per cent of their bytes. */
  onProgress(percent: number): void
}

/**
 * Into an empty folder. Rejects with INTEGRITY_MISMATCH, SIZE_MISMATCH, INVALID_BUNDLE or DISK_FULL, or with the
 * signal's reason; then nothing is written any more.
 */
export async function unpackBundle(
  bundle: BundleSource,
  draft: string,
  options: UnpackOptions,
): Promise<void> {
  const { limits, signal } = options
  const inspected = await inspectBundle(bundle, { limits, signal })
  await assertFree(draft, inspected.size)
  await assertTellsApart(draft, inspected.twins)
  await extractBundle(bundle, draft, inspected, options)
}

/** Where names that differ in case alone are one, one file would silently take the other one's place. */
async function assertTellsApart(draft: string, twins: InspectedBundle['twins']): Promise<void> {
  if (!twins) return
  const probe = path.join(draft, '.case')
  await writeFile(probe, '')
  const isOne = await access(path.join(draft, '.CASE')).then(
    () => true,
    () => false,
  )
  await rm(probe)
  if (!isOne) return
  const names = twins.map((name) => `"${name}"`).join(' and ')
  const message = `the bundle is refused: ${names} are one name on the file system of the install folder`
  throw new GodwitError('INVALID_BUNDLE', message)
}

async function extractBundle(
  source: BundleSource,
  draft: string,
  { size, end, symlinks }: InspectedBundle,
  { limits, signal, onProgress }: UnpackOptions,
): Promise<void> {
  const { extract } = await import('tar')
  let done = 0
  const parser = extract({
    cwd: draft,
    strict: true,
    preserveOwner: false,
    filter: (name, entry) => isPlace(name) && !('type' in entry && entry.type === 'SymbolicLink'),
    onReadEntry(entry) {
      Object.assign(entry, { mode: safeMode(entry), mtime: safeTime(entry.mtime), atime: undefined })
      done += entry.size
      if (size > 0) onProgress((100 * done) / size)
    },
  })
  await feed(readArchive(source, end, { limits, signal }), parser)
  signal.throwIfAborted()
  await makeSymlinks(draft, symlinks)
}

/** The folder itself may be an entry, too: it is made already, and keeps its mode. */
const isPlace = (name: string) => name.split('/').some((segment) => segment !== '' && segment !== '.')

/** No bundle gives rights by itself: no setuid, no setgid, nothing that all may write; but its owner may read it. */
function safeMode({ mode = 0o644, type }: { mode?: number | undefined; type: string }): number {
  return (mode & 0o755) | (type === 'Directory' ? 0o700 : 0o400)
}

const latestTime = Date.UTC(2100, 0)

/** Times that no file can have, or should, are dropped. */
function safeTime(time: Date | undefined): Date | undefined {
  const ms = time?.getTime() ?? Number.NaN
  return ms >= 0 && ms < latestTime ? time : undefined
}

/** After all else: while files are written, there is no link that they could be written through. */
async function makeSymlinks(draft: string, symlinks: InspectedBundle['symlinks']): Promise<void> {
  for (const [name, target] of symlinks) {
    const link = path.join(draft, name)
    await mkdir(path.dirname(link), { recursive: true })
    await symlink(target, link)
  }
}
