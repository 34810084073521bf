/**
 * What is installed: `<installDir>/<component>/current` is a symlink to `releases/<release>` beside it.
 *
 * A release is named by its version; where that version is installed again, `@2`, `@3` … tell its releases apart, so
 * that a re-installation is an update like any other. No version holds an `@`.
 *
 * Invariants:
 * - `current` names the old release or the new one at any time, and at none of them nothing that is not complete.
 * - A folder in `releases` whose name does not begin with a dot is complete: it got its name when all of it was on the
 *   disk.
 */
import {
  access,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  unlink,
} from 'node:fs/promises'
import path from 'node:path'
import { makeFolder, replaceFile, syncFolder } from '../../platform/store/durable-file.ts'
import { GodwitError } from '../../spec/index.ts'
import { removeTree } from './remove-tree.ts'

/** The folder of one component. */
export interface ComponentFolder {
  component: string
  root: string
  releases: string
  /** The symlink. */
  current: string
  /** What each release was made of, and for; not in the release, which may belong to the user of its hooks. */
  records: string
  /** What is known of the files of each release. */
  manifests: string
  /** What was in the place of copied files, until the operation ends. */
  backup: string
  /** The hook that runs now. */
  hookRecord: string
}

/** No file of a bundle: the name is set aside for what an agent may have to say in a release. */
export const releaseFile = '.godwit.json'

export interface ReleaseRecord {
  component: string
  version: string
  type: 'bundle' | 'plain'
  /** What it was made of, in the order of the desired state; the main artifact has no name. */
  artifacts: { name?: string; integrity: string }[]
  /** Which of its files are copied to where, outside of the release. */
  copies?: CopyRule[]
  /** Which of its files may change: globs. */
  mutable?: string[]
  /** The user that its hooks run as, where it is another one than configured. */
  user?: string
  /** Folder in which an install script writes down what it has installed besides. */
  dependencies: string
}

export interface CopyRule {
  /** A file of the release, relative to it. */
  from: string
  /** Absolute path. */
  to: string
}

/** What `current` names. */
export interface InstalledRelease {
  release: string
  version: string
}

const safeName = /^[A-Za-z0-9][A-Za-z0-9._+~-]{0,127}$/

/** Whether it can be a component's id, or a version: a plain file name that is not hidden. */
export function isSafeName(text: string): boolean {
  return safeName.test(text)
}

export function componentFolder(installDir: string, component: string): ComponentFolder {
  const root = path.join(installDir, component)
  const within = (name: string) => path.join(root, name)
  return {
    component,
    root,
    releases: within('releases'),
    current: within('current'),
    records: within('records'),
    manifests: within('manifests'),
    backup: within('backup'),
    hookRecord: within('hook.json'),
  }
}

export function releaseFolder(folder: ComponentFolder, release: string): string {
  return path.join(folder.releases, release)
}

export function versionOf(release: string): string {
  return release.split('@', 1)[0] ?? ''
}

/** The name of a further release of the same version. */
export function nextRelease(release: string): string {
  const [version, generation = '1'] = release.split('@')
  return `${version}@${Number(generation) + 1}`
}

/** Makes the folder of releases, durably, readable for everybody. It may be there already. */
export async function prepareFolder({ releases, root }: ComponentFolder): Promise<void> {
  await mkdir(releases, { recursive: true })
  const installDir = path.dirname(root)
  for (const made of [root, installDir, path.dirname(installDir)]) await syncFolder(made)
}

/** The installed components, sorted. */
export async function listInstalled(installDir: string): Promise<Map<string, InstalledRelease>> {
  const names = (await orAbsent(readdir(installDir)))?.filter(isSafeName).sort() ?? []
  const found = new Map<string, InstalledRelease>()
  for (const name of names) {
    const release = await currentRelease(componentFolder(installDir, name))
    if (release !== undefined) found.set(name, { release, version: versionOf(release) })
  }
  return found
}

/** The release that `current` names; undefined where there is none. */
export async function currentRelease({ current }: ComponentFolder): Promise<string | undefined> {
  const target = await orAbsent(readlink(current))
  return target === undefined ? undefined : path.basename(target)
}

export async function readRelease(
  folder: ComponentFolder,
  release: string,
): Promise<ReleaseRecord | undefined> {
  const text = await orAbsent(readFile(path.join(folder.records, release), 'utf8'))
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Resolves when the record is on the disk. */
export async function writeRelease(
  folder: ComponentFolder,
  release: string,
  record: ReleaseRecord,
): Promise<void> {
  await makeFolder(folder.records)
  await replaceFile(path.join(folder.records, release), JSON.stringify(record))
}

export async function hasRelease(folder: ComponentFolder, release: string): Promise<boolean> {
  return (await orAbsent(stat(releaseFolder(folder, release))))?.isDirectory() ?? false
}

/** Makes `current` name the release, which has to be there. Atomic, durable, idempotent. */
export async function switchTo(folder: ComponentFolder, release: string): Promise<void> {
  await access(releaseFolder(folder, release)).catch(() => {
    throw new GodwitError('INTERNAL', `release ${release} of ${folder.component} is not there`)
  })
  const draft = path.join(folder.releases, '.current')
  await rm(draft, { force: true })
  await symlink(path.join('releases', release), draft)
  await rename(draft, folder.current)
  await syncFolder(folder.root)
}

/** Takes `current` away. Durable, idempotent. */
export async function switchOff(folder: ComponentFolder): Promise<void> {
  if ((await orAbsent(unlink(folder.current).then(() => true))) === undefined) return
  await syncFolder(folder.root)
}

/** Removes all releases but those to keep and what `current` names; the rest if nothing is left. */
export async function removeReleases(folder: ComponentFolder, keep: string[] = []): Promise<void> {
  const kept = [...keep, await currentRelease(folder)]
  for (const parent of [folder.releases, folder.manifests, folder.records]) {
    const names = (await orAbsent(readdir(parent))) ?? []
    for (const name of names.filter((candidate) => !kept.includes(candidate))) {
      await removeTree(path.join(parent, name))
    }
    await rmdir(parent).catch(() => {}) // where it is empty
  }
  await rmdir(folder.root).catch(() => {})
}

/** No such thing; or something else that is not ours: a file for a folder, a folder for a link. */
const absent = ['ENOENT', 'ENOTDIR', 'EINVAL']

async function orAbsent<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result
  } catch (error) {
    if (absent.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
