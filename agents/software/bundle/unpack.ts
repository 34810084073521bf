/**
 * Unpacks a bundle: verify, look at every entry, then unpack.
 *
 * A bundle is read twice, on purpose: only what was verified and looked at, all of it, is unpacked. (tar by itself skips
 * what is hostile and calls it success, goes on writing after it has failed, and cuts files off on a full disk.)
 */
import { access, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { GodwitError } from '../../../spec/index.ts'
import { assertFree } from '../../artifacts/content/disk-space.ts'
import { extractEntries } from './extract.ts'
import type { BundleLimits } from './inspection.ts'
import { type BundleSource, type InspectedBundle, inspectBundle, readArchive } from './reader.ts'

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
  await assertFree(path.dirname(draft), inspected.size)
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
  let done = 0
  await extractEntries(readArchive(source, end, { limits, signal }), draft, (entry) => {
    done += entry.size
    if (size > 0) onProgress((100 * done) / size)
  })
  signal.throwIfAborted()
  await makeSymlinks(draft, symlinks)
}

/** After all else: while files are written, there is no link that they could be written through. */
async function makeSymlinks(draft: string, symlinks: InspectedBundle['symlinks']): Promise<void> {
  for (const [name, target] of symlinks) {
    const link = path.join(draft, name)
    await mkdir(path.dirname(link), { recursive: true })
    await symlink(target, link)
  }
}
