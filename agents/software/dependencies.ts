/** What an install script says that it has installed besides: `*.prs` files in a folder of its release. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { readEnd } from './hooks/read-bounded.ts'

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
export async function readDependencies(folder: string): Promise<Dependency[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.prs')).sort()
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
    const [, key = '', value = ''] = /^\s*([^#!=:\s][^=:\s]*)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (key) values.set(key, value.replace(/\p{Cc}/gu, '').slice(0, longestValue))
  }
  const [group, name, version, type] = ['group', 'name', 'version', 'type'].map((key) => values.get(key))
  if (!group || !name || !version) return undefined
  return { group, name, version, ...(type && { type }) }
}
