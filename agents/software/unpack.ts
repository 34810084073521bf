/**
 * Unpacks a bundle: verify, look at every entry, then unpack.
 *
 * A bundle is read three times, on purpose: only what was verified is looked at, and only what was looked at is
 * unpacked. (tar by itself skips what is hostile and calls it success, or goes on writing after it has failed.)
 */
import { createReadStream } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { GodwitError } from '../../spec/index.ts'
import type { StoredArtifact } from '../artifacts/artifacts.ts'
import { assertFree } from '../artifacts/disk-space.ts'
import { verifyFile } from '../artifacts/integrity.ts'
import { type BundleLimits, type BundleSummary, newInspection } from './bundle-inspection.ts'

export interface UnpackOptions {
  limits: BundleLimits
  signal: AbortSignal
  /** Files unpacked, in per cent of their bytes. */
  onProgress(percent: number): void
}

const readBytes = 1024 * 1024

/** Into an empty folder. Rejects with INTEGRITY_MISMATCH, INVALID_BUNDLE or DISK_FULL, or with the signal's reason. */
export async function unpackBundle(
  bundle: StoredArtifact,
  draft: string,
  options: UnpackOptions,
): Promise<void> {
  const { limits, signal } = options
  await verifyFile(bundle.path, bundle.integrity, signal)
  const summary = await inspectBundle(bundle.path, limits, signal)
  await assertFree(draft, summary.size)
  await extractBundle(bundle.path, draft, summary, options)
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
