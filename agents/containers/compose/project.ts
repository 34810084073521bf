/** What all services of a compose file share. */
import path from 'node:path'
import type { Lookup } from './interpolate.ts'
import { ComposeError, type ComposeMap, type ComposeNode, dig, flagOf, type Place, textOf } from './tree.ts'

export interface Finding extends Place {
  /** `left out`: the desired state is without it. `error`: there can be none. */
  kind: 'warning' | 'left out' | 'error'
  problem: string
}

export interface ComposeSource {
  /** Folder on the device that relative paths start from; absent, it is `folder`. */
  deviceFolder?: string
  /** Folder of the compose file: where files of variables are, and what the project is called by. */
  folder: string
  /** In place of the name that the file gives the project. */
  projectName?: string
  /** Variables, before those of `.env`. */
  environment: Record<string, string | undefined>
  /** The text of a file; throws where it cannot be read. */
  readFile(file: string): string
}

export interface Project {
  name: string
  source: ComposeSource
  lookup: Lookup
  /** What is declared for all services: networks, volumes, secrets. */
  declared: Record<'networks' | 'volumes' | 'secrets', ComposeMap>
  /** Services that become components. */
  services: Set<string>
  report(kind: Finding['kind'], place: Place, problem: string): void
}

/** A service that is being converted. */
export interface Service {
  name: string
  body: ComposeMap
  project: Project
  leaveOut(place: Place, problem: string): void
}

/** A key of a component, and what it is made of. */
export interface Entry {
  key: string
  value: string
  place: Place
}

export const entry = (key: string, value: string, { path: where, line }: Place): Entry => ({
  ...{ key, value },
  place: { path: where, line },
})

/** Names what is in a map besides the keys that are known. What says nothing, or only `false`, changes nothing. */
export function leaveOutOthers(
  map: ComposeMap,
  known: string[],
  leaveOut: Service['leaveOut'],
  reasons: Record<string, string> = {},
): void {
  for (const [key, node] of map) {
    const isNothing = node.kind === 'text' ? node.text === 'false' : dig(map, key) === undefined
    if (known.includes(key) || key.startsWith('x-') || isNothing) continue
    leaveOut(node, reasons[key] ?? 'a component has no key for it')
  }
}

/** What the engine calls a network or a volume of the project. Throws a ComposeError. */
export function engineName(
  kind: 'networks' | 'volumes',
  key: string,
  project: Project,
  place: Place,
): string {
  const node = project.declared[kind].get(key)
  if (!node && !(kind === 'networks' && key === 'default')) {
    throw new ComposeError(place, `"${key}" is not declared in "${kind}"`)
  }
  const map = node?.kind === 'map' ? node.entries : new Map<string, ComposeNode>()
  const external = dig(map, 'external')
  const name = dig(map, 'name') ?? (external?.kind === 'map' ? external.entries.get('name') : undefined)
  if (name) return textOf(name)
  const isExternal = external?.kind === 'text' && flagOf(external)
  return isExternal ? key : `${project.name}_${key}`
}

/** A path of the device. A relative one starts from the folder of the file, which is another on the device. */
export function devicePath(text: string, place: Place, { source, report }: Project): string {
  if (text.startsWith('~')) throw new RangeError('"~" is not known on the device; name the whole path')
  if (path.isAbsolute(text)) return text
  const found = path.resolve(source.deviceFolder ?? source.folder, text)
  if (source.deviceFolder === undefined) report('warning', place, `"${text}" is ${found} on the device`)
  return found
}
