/** What an install script says that it has installed besides: `*.prs` files in a folder of its release. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { readEnd } from './hooks/read-bounded.ts'
import { openInside } from './open-inside.ts'

export interface Dependency {
  group: string
  name: string
  version: string
  type?: string
}

const mostFiles = 256
const longestFile = 16_384
const longestValue = 256

/** In the order of the files' names; a file that does not say group, name and version is left out. */
export async function readDependencies(release: string, folder: string): Promise<Dependency[]> {
  const opened = await openInside(release, path.join(release, folder), (found) => found.isDirectory())
  if (!opened) return []
  try {
    return await readFiles(`/proc/self/fd/${opened.fd}`)
  } finally {
    await opened.close()
  }
}

async function readFiles(folder: string): Promise<Dependency[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.prs')).sort()
  const found: Dependency[] = []
  for (const name of names.slice(0, mostFiles)) {
    const text = await readEnd(path.join(folder, name), longestFile).catch(() => '')
    const dependency = parseDependency(text)
    if (dependency) found.push(dependency)
  }
  return found
}

/** Lines `key=value` or `key: value`; lines that begin with `#` or `!` are comments. */
export function parseDependency(text: string): Dependency | undefined {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const at = line.search(/[=:]/)
    const key = line.slice(0, Math.max(0, at)).trim()
    const value = line.slice(at + 1).trim()
    if (/^[^#!\s]\S*$/.test(key)) values.set(key, value.replace(/\p{Cc}/gu, '').slice(0, longestValue))
  }
  const [group, name, version, type] = ['group', 'name', 'version', 'type'].map((key) => values.get(key))
  if (!group || !name || !version) return undefined
  return { group, name, version, ...(type && { type }) }
}
