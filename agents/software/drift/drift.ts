/**
 * Whether what is installed is still what was installed: each component's current release is compared with its manifest.
 *
 * One file is read at a time; in the background the reading rests as long as it has worked, so that it takes no more than
 * half of one processor.
 */
import { lstat } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../../platform/clock.ts'
import { pause } from '../../../platform/pause.ts'
import {
  type ComponentFolder,
  componentFolder,
  currentRelease,
  listInstalled,
  releaseFolder,
} from '../installation.ts'
import { digestOf, entriesOf, type Manifest, type ManifestEntry, readManifest } from './manifest.ts'

export interface DriftEntry {
  change: 'modified' | 'missing' | 'extra'
  /** Relative to the release; absolute where it is a copy outside of it. */
  path: string
}

export interface Drift {
  /** What is known of a release from the last check; nothing where there was none. */
  known(component: string, release: string): DriftEntry[]
  /** Looks at a release now, but reads only files that seem to have changed. */
  quickCheck(folder: ComponentFolder, release: string): Promise<DriftEntry[]>
  /** Reads everything that is installed. Answers whether more or less is known than before. */
  verify(options: { gently: boolean; signal: AbortSignal }): Promise<boolean>
}

/** Reads at all, now. */
interface Reading {
  /** Whether a file has to be read though it seems to be unchanged. */
  isSuspect(path: string): boolean
  digest(file: string): Promise<string>
}

const mostNamed = 20
/** Of a path, in texts for people. */
const longestNamed = 120
/** More is not remembered. */
const mostFound = 1_000

export function createDrift(installDir: string, clock: Clock): Drift {
  const results = new Map<string, { release: string; found: DriftEntry[] }>()
  const known: Drift['known'] = (component, release) => {
    const result = results.get(component)
    return result?.release === release ? result.found : []
  }
  /** Of no use any more where the release was left meanwhile. */
  async function remember(folder: ComponentFolder, release: string, found: DriftEntry[]): Promise<boolean> {
    if ((await currentRelease(folder)) !== release) return false
    const isNews = JSON.stringify(known(folder.component, release)) !== JSON.stringify(found)
    results.set(folder.component, { release, found })
    return isNews
  }
  return {
    known,
    async quickCheck(folder, release) {
      const suspects = new Set(known(folder.component, release).map((entry) => entry.path))
      const { signal } = new AbortController()
      const reading = {
        isSuspect: (name: string) => suspects.has(name),
        digest: (file: string) => digestOf(file, signal),
      }
      const found = await compare(folder, release, reading)
      await remember(folder, release, found)
      return found
    },
    async verify({ gently, signal }) {
      const digest = async (file: string) => {
        const begin = clock.steady()
        const result = await digestOf(file, signal)
        if (gently) await pause(clock, clock.steady() - begin, signal)
        return result
      }
      let isNews = false
      for (const [component, { release }] of await listInstalled(installDir)) {
        const folder = componentFolder(installDir, component)
        const found = await compare(folder, release, { isSuspect: () => true, digest })
        if (await remember(folder, release, found)) isNews = true
      }
      return isNews
    },
  }
}

/** Nothing where the release has no manifest. */
async function compare(folder: ComponentFolder, release: string, reading: Reading): Promise<DriftEntry[]> {
  const manifest = await readManifest(folder, release)
  if (!manifest) return []
  const root = releaseFolder(folder, release)
  const expected = new Map(manifest.entries.map((entry) => [entry.path, entry]))
  const found: DriftEntry[] = []
  for await (const entry of entriesOf(root, manifest.mutable)) {
    const was = expected.get(entry.path)
    expected.delete(entry.path)
    if (!was) found.push({ change: 'extra', path: entry.path })
    else if (await hasChanged(root, was, entry, reading)) found.push({ change: 'modified', path: entry.path })
  }
  for (const place of expected.keys()) found.push({ change: 'missing', path: place })
  found.push(...(await changedCopies(manifest, reading)))
  return found.slice(0, mostFound)
}

async function hasChanged(
  root: string,
  was: ManifestEntry,
  is: ManifestEntry,
  { isSuspect, digest }: Reading,
): Promise<boolean> {
  if (was.shape !== is.shape) return true
  if (was.digest === undefined || (was.stamp === is.stamp && !isSuspect(is.path))) return false
  return (await readOr(path.join(root, is.path), digest)) !== was.digest
}

async function changedCopies({ copies, entries }: Manifest, { digest }: Reading): Promise<DriftEntry[]> {
  const found: DriftEntry[] = []
  for (const { from, to } of copies) {
    const expected = entries.find((entry) => entry.path === from)?.digest
    if (expected === undefined) continue
    const copy = await lstat(to).catch(() => undefined)
    if (!copy) found.push({ change: 'missing', path: to })
    else if (!copy.isFile() || (await readOr(to, digest)) !== expected)
      found.push({ change: 'modified', path: to })
  }
  return found
}

/** A file that cannot be read any more has changed. */
async function readOr(file: string, digest: Reading['digest']): Promise<string | undefined> {
  try {
    return await digest(file)
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'EIO', 'EACCES', 'ELOOP'].includes(String(error.code))
    ) {
      return undefined
    }
    throw error
  }
}

/** For people: `modified bin/app, missing lib/x and 3 more`. */
export function driftText(found: DriftEntry[]): string {
  const named = found
    .slice(0, mostNamed)
    .map((entry) => `${entry.change} ${shortened(entry.path.replace(/\p{Cc}/gu, '?'))}`)
  const rest = found.length - named.length
  return named.join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

/** By its middle: both ends say more. */
function shortened(name: string): string {
  if (name.length <= longestNamed) return name
  const half = longestNamed / 2
  return `${name.slice(0, half)}…${name.slice(-half)}`
}
