import { GodwitError, type KeyValue } from '../../../spec/index.ts'
import type { ArtifactDescription } from '../artifacts.ts'
import { parseIntegrity } from '../content/integrity.ts'
import { type Packing, packingOfSource, packings } from './packing.ts'

type PackingDescription = Pick<ArtifactDescription, 'packed' | 'unpackedIntegrity' | 'unpackedSize'>

/** Keys of a component's configuration that say how its artifact is packed. */
export const packingKeys = ['packed', 'unpackedIntegrity', 'unpackedSize'] as const

/**
 * How an artifact is packed: by `packed`, else by the endings of its sources, which then have to agree. `read` gives the
 * value of a key, where there is one. Throws INVALID_COMPONENT.
 */
export function describePacking(
  sources: string[],
  read: (key: KeyValue['key']) => string | undefined,
): PackingDescription {
  const packed = packingOf(sources, read('packed'))
  const integrity = read('unpackedIntegrity')
  const size = read('unpackedSize')
  if (packed === undefined && (integrity ?? size) !== undefined) {
    const message = 'the component has "unpackedIntegrity" or "unpackedSize", but its artifact is not packed'
    throw new GodwitError('INVALID_COMPONENT', `${message}; say how by "packed"`)
  }
  return {
    ...(packed !== undefined && { packed }),
    ...(integrity !== undefined && { unpackedIntegrity: validIntegrity(integrity) }),
    ...(size !== undefined && { unpackedSize: validSize(size) }),
  }
}

function packingOf(sources: string[], declared: string | undefined): Packing | undefined {
  if (declared === 'none') return undefined
  if (declared === undefined) return packingOfSources(sources)
  const packing = packings.find((name) => name === declared)
  if (packing !== undefined) return packing
  const message = `packed "${declared}" is none of ${packings.join(', ')}, none`
  throw new GodwitError('INVALID_COMPONENT', message)
}

function packingOfSources(sources: string[]): Packing | undefined {
  const [packing, ...others] = new Set(sources.map(packingOfSource))
  if (others.length === 0) return packing
  const message = 'the sources of the component end differently; say by "packed" how the artifact is packed'
  throw new GodwitError('INVALID_COMPONENT', message)
}

function validIntegrity(text: string): string {
  const integrity = parseIntegrity(text)
  if (integrity !== undefined) return integrity
  throw new GodwitError('INVALID_COMPONENT', `unpackedIntegrity "${text}" is not one hash like "sha256-…"`)
}

function validSize(text: string): number {
  const size = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(size)) return size
  throw new GodwitError('INVALID_COMPONENT', `unpackedSize "${text}" is not a number of bytes`)
}
