/**
 * What an image consists of, as registries tell it: a manifest, or an index with one manifest for each platform.
 *
 * Invariant: what is not certainly one of the kinds that are known here is refused, by its name.
 */
import { GodwitError } from '../../../spec/index.ts'
import { isDigest } from './reference.ts'

/** One blob of a registry. */
export interface Descriptor {
  mediaType: string
  digest: string
  /** Bytes. */
  size: number
}

export interface ImageManifest {
  kind: 'image'
  mediaType: string
  config: Descriptor
  /** The lowest first. */
  layers: Descriptor[]
}

export interface ImageIndex {
  kind: 'index'
  manifests: IndexEntry[]
}

export interface IndexEntry extends Descriptor {
  platform?: { os: string; architecture: string; variant?: string }
}

const ociManifest = 'application/vnd.oci.image.manifest.v1+json'
const ociIndex = 'application/vnd.oci.image.index.v1+json'
const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json'
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json'

/** What a registry may answer with. */
export const manifestTypes = [ociIndex, ociManifest, dockerList, dockerManifest]

const configTypes = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]

/** Newer than many engines. */
export const zstdLayer = 'application/vnd.oci.image.layer.v1.tar+zstd'

const layerTypes = [
  'application/vnd.oci.image.layer.v1.tar',
  'application/vnd.oci.image.layer.v1.tar+gzip',
  zstdLayer,
  'application/vnd.docker.image.rootfs.diff.tar',
  'application/vnd.docker.image.rootfs.diff.tar.gzip',
]

/** Those of real images are of a few thousand bytes. */
export const mostManifestBytes = 4 * 1024 * 1024
const mostConfigBytes = 8 * 1024 * 1024
const mostLayers = 1_000
/** Stands for none: a registry that says nothing leaves it to the manifest. */
const unspecific = ['', 'application/json', 'text/plain', 'application/octet-stream']

/** `contentType` is the registry's word for it, `name` the image. Throws IMAGE_REFUSED. */
export function parseManifest(text: string, contentType: string, name: string): ImageManifest | ImageIndex {
  const refuse = refusal(name)
  const told = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const body = objectOf(text) ?? refuse(`is no manifest: its registry answers with "${told}"`)
  const own = typeof body.mediaType === 'string' ? body.mediaType : undefined
  const mediaType = unspecific.includes(told) ? (own ?? '') : told
  if (own !== undefined && own !== mediaType) refuse(`is called "${told}" and calls itself "${own}"`)
  if (body.schemaVersion === 1) refuse('has a manifest of schema 1, which is not safe: push it again')
  const isIndex = mediaType === ociIndex || mediaType === dockerList
  if (!isIndex && mediaType !== ociManifest && mediaType !== dockerManifest) {
    refuse(`is of a kind that is not known here: "${mediaType}"`)
  }
  if (isIndex ? 'layers' in body || 'config' in body : 'manifests' in body) {
    refuse('is a manifest and an index at once')
  }
  return isIndex ? indexOf(body, refuse) : { ...imageOf(body, refuse), mediaType }
}

type Refuse = (why: string) => never

function refusal(name: string): Refuse {
  return (why) => {
    throw new GodwitError('IMAGE_REFUSED', `image ${name} ${why}`)
  }
}

function indexOf({ manifests }: Record<string, unknown>, refuse: Refuse): ImageIndex {
  const entries = listOf(manifests, refuse).map((entry) => ({
    ...descriptorOf(entry, mostManifestBytes, refuse),
    ...platformOf(entry),
  }))
  return { kind: 'index', manifests: entries }
}

function platformOf(entry: unknown): Pick<IndexEntry, 'platform'> {
  const { os, architecture, variant } = Object(Object(entry).platform) as Record<string, unknown>
  if (typeof os !== 'string' || typeof architecture !== 'string') return {}
  return { platform: { os, architecture, ...(typeof variant === 'string' && { variant }) } }
}

function imageOf(body: Record<string, unknown>, refuse: Refuse): Omit<ImageManifest, 'mediaType'> {
  const config = descriptorOf(body.config, mostConfigBytes, refuse)
  if (!configTypes.includes(config.mediaType)) refuse(`holds no container image, but "${config.mediaType}"`)
  const layers = listOf(body.layers, refuse).map((entry) =>
    descriptorOf(entry, Number.MAX_SAFE_INTEGER, refuse),
  )
  const strange = layers.find(({ mediaType }) => !layerTypes.includes(mediaType))
  if (strange) refuse(`has a layer of a kind that is not known here: "${strange.mediaType}"`)
  if (layers.length === 0) refuse('has no layers')
  if (!Number.isSafeInteger(layers.reduce((sum, { size }) => sum + size, 0))) refuse('is too large')
  return { kind: 'image', config, layers }
}

function descriptorOf(entry: unknown, mostBytes: number, refuse: Refuse): Descriptor {
  const { mediaType, digest, size } = Object(entry) as Record<string, unknown>
  if (typeof mediaType !== 'string') return refuse('has a part without a media type')
  if (!isDigest(digest)) return refuse(`has a part whose digest is no sha256: "${shorten(digest)}"`)
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || size > mostBytes) {
    return refuse(`has a part of "${shorten(size)}" bytes: at most ${mostBytes} are allowed`)
  }
  return { mediaType, digest, size }
}

const shorten = (value: unknown) => String(value).slice(0, 100)

function listOf(value: unknown, refuse: Refuse): unknown[] {
  if (!Array.isArray(value)) return refuse('has a manifest without its parts')
  return value.length <= mostLayers
    ? value
    : refuse(`has ${value.length} parts: at most ${mostLayers} are allowed`)
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
