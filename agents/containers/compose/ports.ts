import { type Entry, entry, leaveOutOthers, type Service } from './project.ts'
import { at, ComposeError, type ComposeMap, type ComposeNode, dig, itemsOf, textOf } from './tree.ts'

/** Where compose lets the engine choose. */
const anyPort = '49152-65535'

interface Publication {
  /** Empty for all addresses. */
  hostIp: string
  /** A port, a range, or empty. */
  published: string
  /** A port or a range. */
  target: string
  protocol: string
}

export function portEntries(node: ComposeNode, service: Service): Entry[] {
  const mode = dig(service.body, 'network_mode')
  if (mode && ['host', 'none'].includes(textOf(mode))) {
    service.leaveOut(node, `no port is published with network_mode ${textOf(mode)}`)
    return []
  }
  return itemsOf(node).flatMap((item) => {
    const publication = item.kind === 'map' ? long(item, item.entries, service) : short(textOf(item))
    return at(item, () => spread(publication)).map((value) => entry('port', value, item))
  })
}

/** `[[ip:][published]:]target[/protocol]` */
function short(text: string): Publication {
  const [rest = '', protocol = 'tcp'] = text.split('/')
  const [before, target] = splitLast(rest)
  const [hostIp, published] = splitLast(before)
  return { hostIp, published, target, protocol }
}

/** At the last colon; addresses have colons, too. */
function splitLast(text: string): [before: string, last: string] {
  const index = text.lastIndexOf(':')
  return [text.slice(0, Math.max(index, 0)), text.slice(index + 1)]
}

function long(node: ComposeNode, map: ComposeMap, { leaveOut }: Service): Publication {
  const known = ['target', 'published', 'host_ip', 'protocol']
  // `name` and `app_protocol` are words for people; a device has no other mode than its own.
  leaveOutOthers(map, [...known, 'mode', 'name', 'app_protocol'], leaveOut)
  const [target = '', published = '', hostIp = '', protocol = 'tcp'] = known.map((key) => {
    const value = dig(map, key)
    return value && textOf(value)
  })
  if (target === '') throw new ComposeError(node, 'has no "target"')
  return { target, published, hostIp, protocol }
}

/** One value for each port of the container. Throws a RangeError. */
function spread({ hostIp, published, target, protocol }: Publication): string[] {
  const targets = rangeOf(target)
  const hosts = published === '' ? undefined : rangeOf(published)
  const address = hostIp.includes(':') && !hostIp.startsWith('[') ? `[${hostIp}]` : hostIp
  const value = (host: string | number, inside: number) =>
    `${address && `${address}:`}${host}:${inside}${protocol === 'tcp' ? '' : `/${protocol}`}`
  if (!hosts) return targets.map((inside) => value(anyPort, inside))
  if (targets.length === 1) return [value(published, targets[0] ?? 0)]
  if (hosts.length !== targets.length) throw new RangeError('has two ranges that are not equally long')
  return targets.map((inside, index) => value(hosts[index] ?? 0, inside))
}

function rangeOf(text: string): number[] {
  const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === '' || to < from || to > 65_535)
    throw new RangeError(`"${text}" is neither a port nor a range`)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
