/** A layer in the store, as it is going to be handed over. */
import type { StoredArtifact } from '../../artifacts/artifacts.ts'
import { type Content, openUnpacked } from '../../artifacts/packing/unpack.ts'
import type { ArchiveEntry } from './archive.ts'

export interface StoredLayer {
  artifact: StoredArtifact
  /** What it unpacks to, where it is handed over unpacked. */
  unpacked?: Content
}

interface UnpackOptions {
  /** Subresource integrity of what has to come out. */
  integrity: string
  /** Most bytes that may come out. */
  maxSize: number
  signal: AbortSignal
}

/**
 * The layer, to be unpacked by us, since many engines do not know zstd: reads it once, for an archive tells the size before
 * the content. Rejects with INTEGRITY_MISMATCH, or INVALID_BUNDLE where it cannot be unpacked.
 */
export async function toUnpack(
  artifact: StoredArtifact,
  { integrity, maxSize, signal }: UnpackOptions,
): Promise<StoredLayer> {
  const { chunks, content } = openUnpacked({
    ...{ artifact, packing: 'zstd', expected: { integrity }, maxSize, signal },
  })
  for await (const _ of chunks);
  return { artifact, unpacked: content() }
}

export function layerEntry(
  name: string,
  { artifact, unpacked }: StoredLayer,
  signal: AbortSignal,
): ArchiveEntry {
  const { size } = unpacked ?? artifact
  const expected = unpacked ?? { size }
  const request = { artifact, expected, maxSize: size, signal, ...(unpacked && { packing: 'zstd' as const }) }
  return { name, size, chunks: () => openUnpacked(request).chunks }
}
