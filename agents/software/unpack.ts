/**
 * Makes a release of a bundle: verify, look at every entry, unpack beside, make durable, then give it its name.
 *
 * A bundle is read three times, on purpose: only what was verified is looked at, and only what was looked at is
 * unpacked. (tar by itself skips what is hostile and calls it success, or goes on writing after it has failed.)
 */
import { createReadStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { syncFolder } from '../../platform/store/durable-file.ts'
import { GodwitError } from '../../spec/index.ts'
import type { StoredArtifact } from '../artifacts/artifacts.ts'
import { assertFree } from '../artifacts/disk-space.ts'
import { verifyFile } from '../artifacts/integrity.ts'
import { type BundleLimits, type BundleSummary, newInspection } from './bundle-inspection.ts'
import { assertHooksRun } from './hook-files.ts'
import {
  type ComponentFolder,
  currentVersion,
  prepareFolder,
  type ReleaseRecord,
  releaseFile,
  releaseFolder,
  removeTree,
} from './installation.ts'
import { syncTree } from './sync-tree.ts'

export interface UnpackOptions {
  limits: BundleLimits
  signal: AbortSignal
  /** Files unpacked, in per cent of their bytes. */
  onProgress(percent: number): void
}

const draftPrefix = '.unpack-'
const readBytes = 1024 * 1024

/**
 * Resolves when the release is complete, in its place and durable; a release that is there already, left by a crash, is
 * replaced. Rejects with INTEGRITY_MISMATCH, INVALID_BUNDLE or DISK_FULL, or with the signal's reason.
 */
export async function makeRelease(
  folder: ComponentFolder,
  version: string,
  bundle: StoredArtifact,
  options: UnpackOptions,
): Promise<void> {
  const { limits, signal } = options
  await verifyFile(bundle.path, bundle.integrity, signal)
  const summary = await inspectBundle(bundle.path, limits, signal)
  await prepareFolder(folder)
  await removeDrafts(folder)
  await assertFree(folder.releases, summary.size)
  const draft = await mkdtemp(path.join(folder.releases, draftPrefix))
  await chmod(draft, 0o755)
  await extractBundle(bundle.path, draft, summary, options)
  await assertHooksRun(draft)
  const record: ReleaseRecord = { component: folder.component, version, integrity: bundle.integrity }
  await writeFile(path.join(draft, releaseFile), `${JSON.stringify(record)}\n`)
  await syncTree(draft)
  signal.throwIfAborted()
  await install(draft, folder, version)
}

async function inspectBundle(
  file: string,
  limits: BundleLimits,
  signal: AbortSignal,
): Promise<BundleSummary> {
  const { list } = await import('tar')
  const inspection = newInspection(limits)
  const stop = new AbortController()
  const parser = list({
    strict: true,
    onReadEntry(entry) {
      try {
        if (!stop.signal.aborted) inspection.add(entry)
      } catch (error) {
        stop.abort(error)
      }
    },
  })
  try {
    await pipeline(createReadStream(file, { highWaterMark: readBytes }), parser, {
      signal: AbortSignal.any([signal, stop.signal]),
    })
    stop.signal.throwIfAborted()
    return inspection.finish()
  } catch (error) {
    signal.throwIfAborted()
    throw stop.signal.aborted ? stop.signal.reason : unreadable(error)
  }
}

async function extractBundle(
  file: string,
  draft: string,
  { size, symlinks }: BundleSummary,
  { signal, onProgress }: UnpackOptions,
): Promise<void> {
  const { extract } = await import('tar')
  let done = 0
  try {
    await extract({
      file,
      cwd: draft,
      strict: true,
      preserveOwner: false,
      // An extraction cannot be stopped, but what is left of it can be skipped.
      filter: (_, entry) => !signal.aborted && !('type' in entry && entry.type === 'SymbolicLink'),
      onReadEntry(entry) {
        done += entry.size
        if (size > 0) onProgress((100 * done) / size)
      },
    })
    signal.throwIfAborted()
    await makeSymlinks(draft, symlinks)
  } catch (error) {
    signal.throwIfAborted()
    throw unreadable(error)
  }
}

/** After all else: while files are written, there is no link that they could be written through. */
async function makeSymlinks(draft: string, symlinks: BundleSummary['symlinks']): Promise<void> {
  for (const [name, target] of symlinks) {
    const link = path.join(draft, name)
    await mkdir(path.dirname(link), { recursive: true })
    await symlink(target, link)
  }
}

function unreadable(error: unknown): GodwitError {
  if (error instanceof GodwitError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new GodwitError('DISK_FULL', 'the disk became full while the bundle was unpacked', {
      cause: error,
    })
  }
  return new GodwitError('INVALID_BUNDLE', `the bundle cannot be unpacked: ${message}`, { cause: error })
}

async function install(draft: string, folder: ComponentFolder, version: string): Promise<void> {
  if ((await currentVersion(folder)) === version) {
    throw new GodwitError(
      'INTERNAL',
      `release ${version} of ${folder.component} is in use and cannot be replaced`,
    )
  }
  const release = releaseFolder(folder, version)
  await removeTree(release)
  await rename(draft, release)
  await syncFolder(folder.releases)
}

async function removeDrafts(folder: ComponentFolder): Promise<void> {
  const drafts = (await readdir(folder.releases)).filter((name) => name.startsWith(draftPrefix))
  for (const name of drafts) await removeTree(path.join(folder.releases, name))
}
