/** What a container sees of the device's files. */
import { devicePath, type Entry, engineName, entry, leaveOutOthers, type Service } from './project.ts'
import { at, ComposeError, type ComposeMap, type ComposeNode, dig, flagOf, itemsOf, textOf } from './tree.ts'

export function volumeEntries(node: ComposeNode, service: Service): Entry[] {
  return itemsOf(node).flatMap((item) =>
    item.kind === 'map' ? longVolume(item, item.entries, service) : shortVolume(item, service),
  )
}

/** They are for other systems, and mean nothing on Linux. */
const meaningless = ['cached', 'delegated', 'consistent']
const nameless = 'a volume without a name would be lost with its container; give it one'

function shortVolume(node: ComposeNode, service: Service): Entry[] {
  const parts = textOf(node).split(':')
  const [source = '', target, options = ''] = parts
  if (target === undefined) return leftOut(service, node, nameless)
  if (parts.length > 3) throw new ComposeError(node, 'is not of the form source:target[:options]')
  const words = options.split(',').filter((word) => word !== '' && !meaningless.includes(word))
  const unknown = words.filter((word) => !/^(ro|rw|r?(private|shared|slave))$/.test(word))
  if (unknown.length > 0) service.leaveOut(node, `a mount has no ${unknown.join(', ')}`)
  const isPath = /^[./~]/.test(source)
  const from = isPath
    ? at(node, () => devicePath(source, node, service.project))
    : engineName('volumes', source, service.project, node)
  return [
    mountEntry(
      from,
      target,
      words.filter((word) => !unknown.includes(word)),
      node,
    ),
  ]
}

function mountEntry(source: string, target: string, options: string[], node: ComposeNode): Entry {
  return entry('mount', [source, target, ...(options.length > 0 ? [options.join(',')] : [])].join(':'), node)
}

function longVolume(node: ComposeNode, map: ComposeMap, service: Service): Entry[] {
  const known = ['type', 'source', 'target', 'read_only', 'bind', 'volume', 'tmpfs', 'consistency']
  leaveOutOthers(map, known, service.leaveOut)
  const type = textOf(required(map, 'type', node))
  const target = textOf(required(map, 'target', node))
  if (type === 'tmpfs') return [longTmpfs(node, map, target, service)]
  if (type !== 'bind' && type !== 'volume')
    return leftOut(service, node, `there are no mounts of type ${type}`)
  const source = dig(map, 'source')
  if (!source) return leftOut(service, node, nameless)
  const from = textOf(source)
  const place = type === 'bind' ? at(source, () => devicePath(from, source, service.project)) : undefined
  const options: string[] = []
  const readOnly = dig(map, 'read_only')
  if (readOnly && flagOf(readOnly)) options.push('ro')
  const propagation = dig(map, 'bind', 'propagation')
  if (propagation) options.push(textOf(propagation))
  leaveOutOthers(subMap(map, 'bind'), ['propagation', 'create_host_path'], service.leaveOut)
  leaveOutOthers(subMap(map, 'volume'), [], service.leaveOut)
  return [mountEntry(place ?? engineName('volumes', from, service.project, source), target, options, node)]
}

function required(map: ComposeMap, key: string, node: ComposeNode): ComposeNode {
  const found = dig(map, key)
  if (!found) throw new ComposeError(node, `has no "${key}"`)
  return found
}

function subMap(map: ComposeMap, key: string): ComposeMap {
  const found = map.get(key)
  return found?.kind === 'map' ? found.entries : new Map()
}

function longTmpfs(node: ComposeNode, map: ComposeMap, target: string, service: Service): Entry {
  leaveOutOthers(subMap(map, 'tmpfs'), ['size', 'mode'], service.leaveOut)
  const options = ['size', 'mode'].flatMap((key) => {
    const value = dig(map, 'tmpfs', key)
    return value ? [`${key}=${textOf(value).replace(/^0o/, '')}`] : []
  })
  return entry('tmpfs', options.length > 0 ? `${target}:${options.join(',')}` : target, node)
}

function leftOut(service: Service, node: ComposeNode, problem: string): Entry[] {
  service.leaveOut(node, problem)
  return []
}

export function secretEntries(node: ComposeNode, service: Service): Entry[] {
  return itemsOf(node).flatMap((item) => {
    const map: ComposeMap = item.kind === 'map' ? item.entries : new Map()
    leaveOutOthers(map, ['source', 'target'], service.leaveOut)
    const name = textOf(item.kind === 'map' ? required(map, 'source', item) : item)
    const declared = service.project.declared.secrets.get(name)
    if (!declared) throw new ComposeError(item, `"${name}" is not declared in "secrets"`)
    const file = declared.kind === 'map' ? dig(declared.entries, 'file') : undefined
    if (!file) return leftOut(service, item, `"${name}" comes from no "file"`)
    const target = dig(map, 'target')
    return [
      secretEntry(
        target ? textOf(target) : name,
        at(file, () => devicePath(textOf(file), file, service.project)),
        item,
      ),
    ]
  })
}

/** A secret that is asked for at a place of its own is a file that is mounted there. */
function secretEntry(target: string, file: string, node: ComposeNode): Entry {
  const name = target.replace(/^\/run\/secrets\//, '')
  return name.includes('/')
    ? mountEntry(file, target, ['ro'], node)
    : entry('secret', `${name}:${file}`, node)
}

export function deviceEntries(node: ComposeNode, service: Service): Entry[] {
  const privileged = dig(service.body, 'privileged')
  if (privileged && flagOf(privileged))
    return leftOut(service, node, 'a privileged container has all devices')
  return itemsOf(node).flatMap((item) => {
    const text = item.kind === 'map' ? longDevice(item, item.entries) : textOf(item)
    if (!text.startsWith('/')) return leftOut(service, item, 'is not the path of a device')
    return [entry('device', text.includes(':') ? text : `${text}:${text}`, item)]
  })
}

function longDevice(node: ComposeNode, map: ComposeMap): string {
  const source = textOf(required(map, 'source', node))
  const [target, permissions] = ['target', 'permissions'].map((key) => dig(map, key))
  return [source, target ? textOf(target) : source, ...(permissions ? [textOf(permissions)] : [])].join(':')
}

export function tmpfsEntries(node: ComposeNode): Entry[] {
  return itemsOf(node).map((item) => entry('tmpfs', textOf(item), item))
}
