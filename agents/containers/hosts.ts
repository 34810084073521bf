/** Names that a container knows others by, looked up when it is created. */
import { networkInterfaces } from 'node:os'
import { GodwitError } from '../../spec/index.ts'
import type { Engine } from './engine/engine.ts'
import type { ContainerSpec } from './spec/container-spec.ts'
import type { HostEntry } from './spec/names.ts'

/** As `name:address`. Rejects with ENGINE_FAILED where an address is not known. */
export async function hostLines({ host = [] }: ContainerSpec, engine: Engine): Promise<string[]> {
  const lines: string[] = []
  for (const entry of host) lines.push(`${entry.name}:${await addressOf(entry, engine)}`)
  return lines
}

async function addressOf({ name, target }: HostEntry, engine: Engine): Promise<string> {
  if (target.kind === 'address') return target.address
  if (target.kind === 'container') {
    const container = await engine.inspectContainer(target.container)
    const address = Object.values(container?.networks ?? {}).find(Boolean)
    if (address !== undefined) return address
    const advice = 'containers in a network of their own find each other by name'
    throw unknown(name, `container ${target.container} has no address now (${advice})`)
  }
  // The engine knows best where it is seen from inside.
  if (target.interface === undefined) return 'host-gateway'
  const found = networkInterfaces()[target.interface]?.find(({ family }) => family === 'IPv4')
  if (found) return found.address
  throw unknown(name, `the device has no interface ${target.interface} with an IPv4 address`)
}

function unknown(name: string, why: string): GodwitError {
  return new GodwitError('ENGINE_FAILED', `"host" ${name}: ${why}`, { retryable: true })
}
