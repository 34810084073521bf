/**
 * What is installed: `<installDir>/<component>/current` is a symlink to `releases/<version>` beside it.
 *
 * Invariants:
 * - `current` names the old release or the new one at any time, and at none of them nothing that is not complete.
 * - A folder in `releases` whose name is a version is complete: it got its name when all of it was on the disk.
 *   Names that begin with a dot are no versions.
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
  symlink,
  unlink,
} from 'node:fs/promises'
import path from 'node:path'
import { syncFolder } from '../../platform/store/durable-file.ts'
import { GodwitError } from '../../spec/index.ts'

/** The folder of one component. */
export interface ComponentFolder {
  component: string
  root: string
  releases: string
  /** The symlink. */
  current: string
}

/** What is known of a release, in a file of this name within it. */
export const releaseFile = '.godwit.json'

export interface ReleaseRecord {
  component: string
  version: string
  /** Subresource integrity of the bundle. */
  integrity: string
}

const safeName = /^[A-Za-z0-9][A-Za-z0-9._+~-]{0,127}$/

/** Whether it can be a component's id, or a version: a plain file name that is not hidden. */
export function isSafeName(text: string): boolean {
  return safeName.test(text)
}

export function componentFolder(installDir: string, component: string): ComponentFolder {
  const root = path.join(installDir, component)
  return { component, root, releases: path.join(root, 'releases'), current: path.join(root, 'current') }
}

export function releaseFolder(folder: ComponentFolder, version: string): string {
  return path.join(folder.releases, version)
}

/** Makes the folder of releases, durably, readable for everybody. It may be there already. */
export async function prepareFolder({ releases, root }: ComponentFolder): Promise<void> {
  await mkdir(releases, { recursive: true })
  const installDir = path.dirname(root)
  for (const made of [root, installDir, path.dirname(installDir)]) await syncFolder(made)
}

/** The installed components with their versions, sorted. */
export async function listInstalled(installDir: string): Promise<Map<string, string>> {
  const names = (await orAbsent(readdir(installDir)))?.filter(isSafeName).sort() ?? []
  const versions = await Promise.all(names.map((name) => currentVersion(componentFolder(installDir, name))))
  const pairs = names.map((name, index) => [name, versions[index]] as const)
  return new Map(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** The version that `current` names; undefined where there is none. */
export async function currentVersion({ current }: ComponentFolder): Promise<string | undefined> {
  const target = await orAbsent(readlink(current))
  return target === undefined ? undefined : path.basename(target)
}

export async function readRelease(
  folder: ComponentFolder,
  version: string,
): Promise<ReleaseRecord | undefined> {
  const text = await orAbsent(readFile(path.join(releaseFolder(folder, version), releaseFile), 'utf8'))
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Makes `current` name the release, which has to be there. Atomic, durable, idempotent. */
export async function switchTo(folder: ComponentFolder, version: string): Promise<void> {
  await access(releaseFolder(folder, version)).catch(() => {
    throw new GodwitError('INTERNAL', `release ${version} of ${folder.component} is not there`)
  })
  const draft = path.join(folder.releases, '.current')
  await rm(draft, { force: true })
  await symlink(path.join('releases', version), draft)
  await rename(draft, folder.current)
  await syncFolder(folder.root)
}

/** Takes `current` away. Durable, idempotent. */
export async function switchOff(folder: ComponentFolder): Promise<void> {
  if ((await orAbsent(unlink(folder.current).then(() => true))) === undefined) return
  await syncFolder(folder.root)
}

/** Removes everything in `releases` but the versions to keep and what `current` names; the rest if nothing is left. */
export async function removeReleases(folder: ComponentFolder, keep: string[] = []): Promise<void> {
  const kept = [...keep, await currentVersion(folder)]
  const names = (await orAbsent(readdir(folder.releases))) ?? []
  for (const name of names.filter((candidate) => !kept.includes(candidate))) {
    await removeTree(path.join(folder.releases, name))
  }
  if (names.some((name) => kept.includes(name))) return
  for (const emptied of [folder.releases, folder.root]) await rmdir(emptied).catch(() => {})
}

export async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
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
