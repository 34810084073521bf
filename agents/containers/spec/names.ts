/** Names that a container has, and that it knows others by. */
import { address, namePattern } from './values.ts'

export interface HostEntry {
  name: string
  target: HostTarget
}

/** Where a host name leads to. */
type HostTarget =
  | { kind: 'address'; address: string }
  /** The device itself, as the container sees it; by one network interface, where that is named. */
  | { kind: 'host'; interface?: string }
  | { kind: 'container'; container: string }

/** `name:ip`, `name:host_ip[_<interface>]` or `name:container_<name>`. Throws a RangeError. */
export function host(value: string): HostEntry {
  const [, name = '', target = ''] = /^([^:]+):(.+)$/.exec(value) ?? []
  if (!/^[a-zA-Z0-9_]([a-zA-Z0-9_.-]*)$/.test(name)) {
    throw new RangeError('is not of the form name:ip, name:host_ip[_interface] or name:container_name')
  }
  return { name, target: hostTarget(target) }
}

function hostTarget(target: string): HostTarget {
  const [isHost, network] = /^host_ip(?:_(.+))?$/.exec(target) ?? []
  if (isHost) return { kind: 'host', ...(network !== undefined && { interface: network }) }
  const [, container] = /^container_(.+)$/.exec(target) ?? []
  return container === undefined
    ? { kind: 'address', address: address(target) }
    : { kind: 'container', container }
}

/** `KEY=VALUE`, `KEY=` or `KEY`. Throws a RangeError that does not repeat the value. */
export function environment(value: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*(=.*)?$/s.test(value)) return value
  throw new RangeError('is not of the form KEY=VALUE, KEY= or KEY')
}

/** `KEY=VALUE` or `KEY`; `io.godwit.…` is not for others. Throws a RangeError. */
export function label(value: string): [string, string] {
  const [key = '', ...rest] = value.split('=')
  if (key.trim() === '') throw new RangeError('is not of the form KEY=VALUE')
  if (key.startsWith('io.godwit.')) throw new RangeError('labels that begin with io.godwit. are taken')
  return [key, rest.join('=')]
}

/** `bridge`, `host`, `none`, or the name of a network, which is created where it is not there. Throws a RangeError. */
export function network(value: string): string {
  if (namePattern.test(value)) return value
  throw new RangeError('is not the name of a network')
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const domain = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::\\d+)?'
const reference = new RegExp(
  `^(?:${domain}/)?${component}(?:/${component})*(?::[\\w][\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
)

/** `[registry/]name[:tag][@sha256:…]`. Throws a RangeError. */
export function image(value: string): string {
  if (value.length <= 512 && reference.test(value)) return value
  throw new RangeError('is not of the form [registry/]name[:tag][@sha256:…]')
}
