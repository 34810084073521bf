/** Images made on the spot, as a registry has them. */
import { readFileSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { Header } from 'tar'
import { digestOf, type Pushed } from './docker-registry.ts'

export interface ImageOptions {
  /** Tar archives, the lowest first. */
  layers: Buffer[]
  packing?: 'gzip' | 'zstd' | 'none'
  types?: 'oci' | 'docker'
  platform?: { os: string; architecture: string; variant?: string }
  /** Anything of its own, which makes it another image. */
  mark?: string
  cmd?: string[]
}

export interface TestImage extends Pushed {
  /** What engines call it. */
  id: string
  digest: string
  /** Digests of its layers, unpacked. */
  diffIds: string[]
  /** Its layers, packed. */
  packed: Buffer[]
  layerDigests: string[]
  /** Bytes that have to be fetched, but for the manifest. */
  size: number
  /** The same with another configuration, which need not fit. */
  withConfig(config: Buffer): Pushed
}

const oci = 'application/vnd.oci.image'
const docker = 'application/vnd.docker'

export function makeImage(options: ImageOptions): TestImage {
  const { layers, packing = 'gzip', types = 'docker', cmd = ['sleep', '60'] } = options
  const diffIds = layers.map(digestOf)
  const packed = layers.map((layer) => pack(layer, packing))
  const platform = options.platform ?? { os: 'linux', architecture: 'amd64' }
  const config = Buffer.from(
    JSON.stringify({
      ...platform,
      config: { Cmd: cmd },
      rootfs: { type: 'layers', diff_ids: diffIds },
      mark: options.mark,
    }),
  )
  const isOci = types === 'oci'
  const ending = packing === 'none' ? '' : `${isOci ? '+' : '.'}${packing}`
  const layerType = isOci ? `${oci}.layer.v1.tar${ending}` : `${docker}.image.rootfs.diff.tar${ending}`
  const mediaType = isOci ? `${oci}.manifest.v1+json` : `${docker}.distribution.manifest.v2+json`
  const descriptor = (type: string, blob: Buffer) => ({
    mediaType: type,
    digest: digestOf(blob),
    size: blob.length,
  })
  const manifestWith = (own: Buffer) =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: descriptor(isOci ? `${oci}.config.v1+json` : `${docker}.container.image.v1+json`, own),
      layers: packed.map((blob) => descriptor(layerType, blob)),
    })
  const manifest = manifestWith(config)
  const blobs = [config, ...packed]
  return {
    ...{ blobs, manifest, mediaType, diffIds, packed },
    id: digestOf(config),
    digest: digestOf(manifest),
    layerDigests: packed.map(digestOf),
    size: blobs.reduce((sum, blob) => sum + blob.length, 0),
    withConfig: (own) => ({ blobs: [own, ...packed], manifest: manifestWith(own), mediaType }),
  }
}

/** An index of images for several platforms. */
export function makeIndex(
  images: { image: TestImage; platform?: object }[],
  types: 'oci' | 'docker' = 'oci',
): Pushed {
  const mediaType = types === 'oci' ? `${oci}.index.v1+json` : `${docker}.distribution.manifest.list.v2+json`
  const manifests = images.map(({ image, platform }) => ({
    mediaType: image.mediaType,
    digest: image.digest,
    size: Buffer.byteLength(image.manifest),
    ...(platform && { platform }),
  }))
  return { blobs: [], mediaType, manifest: JSON.stringify({ schemaVersion: 2, mediaType, manifests }) }
}

function pack(layer: Buffer, packing: 'gzip' | 'zstd' | 'none'): Buffer {
  if (packing === 'none') return layer
  return packing === 'gzip' ? gzipSync(layer, { level: 1 }) : zstdCompressSync(layer)
}

/** A layer with these files. */
export function makeLayer(files: Record<string, Buffer | string>): Buffer {
  const entries = Object.entries(files).flatMap(([path, content]) => {
    const bytes = Buffer.from(content)
    const block = Buffer.alloc(512)
    new Header({ path, size: bytes.length, type: 'File', mode: 0o755, mtime: new Date(0) }).encode(block)
    return [block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...entries, Buffer.alloc(1024)])
}

/** A layer that a container can run from: all that it has is `sleep`. */
export function sleepLayer(): Buffer {
  return makeLayer({ 'bin/sleep': readFileSync('/bin/busybox') })
}
