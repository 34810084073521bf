/** Makes a release: beside the others under a hidden name, complete and on the disk, and only then under its own name. */
import { chmod, lchown, lstat, mkdir, mkdtemp, readdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { syncFolder } from '../../../platform/store/durable-file.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { StoredArtifact } from '../../artifacts/artifacts.ts'
import { assertFree } from '../../artifacts/content/disk-space.ts'
import { openUnpacked } from '../../artifacts/packing/unpack.ts'
import type { ComponentFile, ComponentOptions } from '../component-options.ts'
import { artifactsDirOf } from '../hooks/environment.ts'
import { assertHooksRun } from '../hooks/program.ts'
import type { UserIds } from '../hooks/user.ts'
import {
  type ComponentFolder,
  currentRelease,
  prepareFolder,
  type ReleaseRecord,
  releaseFolder,
  versionOf,
  writeRelease,
} from '../installation.ts'
import { removeTree } from '../remove-tree.ts'
import type { BundleSource } from './reader.ts'
import { syncTree } from './sync-tree.ts'
import { type UnpackOptions, unpackBundle } from './unpack.ts'

/** An artifact that is on the device, and what becomes of it. */
export type ReleasePart = ComponentFile & { stored: StoredArtifact }

export interface ReleaseOptions extends UnpackOptions {
  /** Whom the release is to belong to; root's or the agent's where there is none. */
  owner: UserIds | undefined
}

const draftPrefix = '.unpack-'

/**
 * Resolves when the release is complete, in its place and durable; a release that is there already, left by a crash, is
 * replaced. Rejects with INTEGRITY_MISMATCH, INVALID_BUNDLE or DISK_FULL, or with the signal's reason.
 */
export async function makeRelease(
  folder: ComponentFolder,
  release: string,
  parts: ReleasePart[],
  component: ComponentOptions,
  options: ReleaseOptions,
): Promise<void> {
  await prepareFolder(folder)
  await removeDrafts(folder)
  // Until it is complete nobody else can enter it.
  const draft = await mkdtemp(path.join(folder.releases, draftPrefix))
  try {
    await fill(draft, parts, component, options)
    const record = recordOf(folder, release, parts, component)
    await writeRelease(folder, release, record)
    if (options.owner) await giveAway(draft, options.owner)
    await syncTree(draft)
    options.signal.throwIfAborted()
    await install(draft, folder, release, options.owner)
  } catch (error) {
    // Others may wait for the space: a disk that became full keeps a rollback from its work.
    await removeTree(draft)
    throw error
  }
}

async function fill(
  draft: string,
  parts: ReleasePart[],
  component: ComponentOptions,
  options: ReleaseOptions,
): Promise<void> {
  for (const part of parts) {
    if (part.name === undefined) await unpackBundle(bundleOf(part), draft, options)
    else await putFile(part, artifactsDirOf(draft, component.type === 'plain'), options)
  }
  await assertHooksRun(draft)
  await assertCopied(draft, component)
}

function bundleOf({ artifact, stored }: ReleasePart): BundleSource {
  const expected = { integrity: artifact.unpackedIntegrity, size: artifact.unpackedSize }
  return { artifact: stored, expected }
}

function recordOf(
  { component }: ComponentFolder,
  release: string,
  parts: ReleasePart[],
  { type, copies, mutable, user, dependencies }: ComponentOptions,
): ReleaseRecord {
  const artifacts = parts.map(({ isMain, name, stored: { integrity } }) =>
    isMain || name === undefined ? { integrity } : { name, integrity },
  )
  return {
    component,
    version: versionOf(release),
    type,
    artifacts,
    copies,
    mutable,
    dependencies,
    ...(user !== undefined && { user }),
  }
}

/** Unpacked and verified, under its name. */
async function putFile(
  { name = '', mode, artifact, stored }: ReleasePart,
  folder: string,
  { limits, signal }: ReleaseOptions,
): Promise<void> {
  await makeArtifactsFolder(folder)
  await assertFree(folder, artifact.unpackedSize ?? stored.size)
  const expected = { integrity: artifact.unpackedIntegrity, size: artifact.unpackedSize }
  const maxSize = limits.maxUnpackedSize
  const { chunks } = openUnpacked({ artifact: stored, packing: artifact.packed, expected, maxSize, signal })
  const file = path.join(folder, name)
  try {
    await writeFile(file, chunks, { flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST') throw error
    throw refused(`it has an "artifacts/${name}" of its own`)
  }
  await chmod(file, mode)
}

async function makeArtifactsFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true }).catch((error) => {
    const isFile = error.code === 'EEXIST' || error.code === 'ENOTDIR'
    throw isFile ? refused('"artifacts" in it is not a folder') : error
  })
  // Whatever the agent's umask is.
  if (made !== undefined) await chmod(folder, 0o755)
}

async function assertCopied(draft: string, { copies }: ComponentOptions): Promise<void> {
  for (const { from } of copies) {
    const found = await lstat(path.join(draft, from)).catch(() => undefined)
    if (found?.isFile()) continue
    // An install script may make it.
    if (found === undefined && (await mayMakeFiles(draft))) continue
    throw refused(`"${from}", which is to be copied, is not a file in it`)
  }
}

async function mayMakeFiles(draft: string): Promise<boolean> {
  const names = await readdir(draft)
  return names.includes('hooks') || names.includes('install.sh')
}

/** All that is in the folder, but not the folder itself. */
async function giveAway(folder: string, owner: UserIds): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name)
    if (entry.isDirectory()) await giveAway(name, owner)
    await lchown(name, owner.uid, owner.gid)
  }
}

async function install(
  draft: string,
  folder: ComponentFolder,
  release: string,
  owner: UserIds | undefined,
): Promise<void> {
  if ((await currentRelease(folder)) === release) {
    throw new GodwitError(
      'INTERNAL',
      `release ${release} of ${folder.component} is in use and cannot be replaced`,
    )
  }
  const place = releaseFolder(folder, release)
  await removeTree(place)
  await chmod(draft, 0o755)
  if (owner) await lchown(draft, owner.uid, owner.gid)
  await syncFolder(draft)
  await rename(draft, place)
  await syncFolder(folder.releases)
}

async function removeDrafts(folder: ComponentFolder): Promise<void> {
  const drafts = (await readdir(folder.releases)).filter((name) => name.startsWith(draftPrefix))
  for (const name of drafts) await removeTree(path.join(folder.releases, name))
}

function refused(why: string): GodwitError {
  return new GodwitError('INVALID_BUNDLE', `the bundle is refused: ${why}`)
}
