/** What is in the archive of an image, and where. */

import { type ArchiveEntry, bufferEntry } from './archive.ts'
import type { Descriptor } from './manifest.ts'
import type { ResolvedImage } from './resolve.ts'
import { layerEntry, type StoredLayer } from './stored-layer.ts'

/** An image that is in the store, as far as it is needed. */
export interface StoredImage {
  resolved: ResolvedImage
  /** As it came. */
  config: Buffer
  /** By digest; one that is not there is left out of the archive. */
  layers: Map<string, StoredLayer>
}

/** `name` is what the engine is to call it: `repository:tag`. */
export function imageEntries(
  { resolved, config, layers }: StoredImage,
  name: string,
  signal: AbortSignal,
): ArchiveEntry[] {
  const { manifest } = resolved
  const blobs = [...layers].map(([digest, layer]) => layerEntry(blobName(digest), layer, signal))
  const docker = {
    Config: blobName(resolved.config.digest),
    RepoTags: [name],
    Layers: resolved.layers.map(({ digest }) => blobName(digest)),
  }
  // What was unpacked is not what the registry's manifest tells of.
  const isAsItCame = [...layers.values()].every(({ unpacked }) => unpacked === undefined)
  const layout = [
    bufferEntry('oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' })),
    bufferEntry('index.json', indexJson(resolved, name)),
    bufferEntry(blobName(manifest.digest), manifest.text),
  ]
  return [
    ...(isAsItCame ? layout : []),
    bufferEntry('manifest.json', JSON.stringify([docker])),
    bufferEntry(docker.Config, config),
    ...blobs,
  ]
}

const blobName = (digest: string) => `blobs/${digest.replace(':', '/')}`

/** The annotations are where engines look for the name: containerd at the first, others at the second. */
function indexJson({ manifest, mediaType }: ResolvedImage, name: string): string {
  const annotations = {
    'io.containerd.image.name': `docker.io/${name}`,
    'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
  }
  const { digest, text } = manifest
  const own: Descriptor = { mediaType, digest, size: Buffer.byteLength(text) }
  return JSON.stringify({ schemaVersion: 2, manifests: [{ ...own, annotations }] })
}
