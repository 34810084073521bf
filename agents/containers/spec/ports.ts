import { isIP } from 'node:net'
import { address } from './values.ts'

export interface PortMapping {
  /** Absent for all addresses of the device. */
  hostIp?: string
  /** A port, or a range of which the engine takes a free one: `8000-8010`. */
  hostPort: string
  containerPort: number
  protocol: 'tcp' | 'udp' | 'sctp'
}

const format = '[hostIP:]hostPort[-end]:containerPort[/tcp|udp|sctp]'
const pattern = /^(?:(\[[^\]]*\]|[^:]*):)?(\d+)(?:-(\d+))?:(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/

/** Throws a RangeError. */
export function port(value: string): PortMapping {
  const match = pattern.exec(value)
  if (!match) throw new RangeError(`is not of the form ${format}`)
  const [, hostIp, first = '', last, inside = '', insideEnd = inside, protocol = 'tcp'] = match
  if (insideEnd !== inside) throw new RangeError('names more than one port of the container')
  const from = portNumber(first)
  const to = last === undefined ? from : portNumber(last)
  if (to < from) throw new RangeError(`is a range from ${from} down to ${to}`)
  return {
    ...(hostIp !== undefined && { hostIp: address(hostIp) }),
    hostPort: to === from ? String(from) : `${from}-${to}`,
    containerPort: portNumber(inside),
    protocol: protocol as PortMapping['protocol'],
  }
}

/** Whether both can never be there at the same time, as far as can be told without a look at the device. */
export function clash(one: PortMapping, other: PortMapping): boolean {
  if (one.protocol !== other.protocol || one.hostPort !== other.hostPort || !isFixed(one)) return false
  const [first, second] = [one.hostIp, other.hostIp]
  if (first === undefined || second === undefined || first === second) return true
  return isIP(first) === isIP(second) && [first, second].some((ip) => everyAddress.includes(ip))
}

const everyAddress = ['0.0.0.0', '::']

/** Whether only one container at a time can have it. */
export const isFixed = ({ hostPort }: PortMapping): boolean => !hostPort.includes('-')

function portNumber(digits: string): number {
  const number = Number(digits)
  if (number >= 1 && number <= 65_535) return number
  throw new RangeError(`${digits} is not a port from 1 to 65535`)
}
