/** From the name of an image to what it consists of. */
import { GodwitError } from '../../../spec/index.ts'
import { type Descriptor, type ImageManifest, parseManifest } from './manifest.ts'
import { choosePlatform, type Platform, platformText } from './platform.ts'
import { type ImageReference, isDigest, referenceText } from './reference.ts'
import { digestOf, type ManifestDocument, type Repository } from './registry.ts'

/** An image, as its manifest describes it; name, manifest and digests are all that has to be remembered of it. */
export interface ResolvedImage {
  /** `docker.io/library/nginx:1.27`: what it was asked for by. */
  name: string
  manifest: ManifestDocument
  /** By which it may be asked for: of what its name leads to, of its manifest and of its configuration. */
  digests: string[]
  mediaType: string
  config: Descriptor
  /** The lowest first. */
  layers: Descriptor[]
}

/**
 * Asks the registry for the image of that platform. Rejects with IMAGE_REFUSED where there is none, or it is nothing that
 * an engine could run, and with what went wrong with the registry.
 */
export async function resolveImage(
  reference: ImageReference,
  platform: Platform,
  repository: Repository,
): Promise<ResolvedImage> {
  const name = referenceText(reference)
  const first = await repository.manifest(reference.digest ?? reference.tag ?? 'latest')
  const found = parseManifest(first.text, first.contentType, name)
  if (found.kind === 'image') return describe(name, first, found, [first.digest])
  const chosen = choosePlatform(found, platform)
  if (!chosen) {
    const known = found.manifests.flatMap((entry) => (entry.platform ? [platformText(entry.platform)] : []))
    const message = `image ${name} is not made for ${platformText(platform)}, but for ${known.join(', ') || 'none'}`
    throw new GodwitError('IMAGE_REFUSED', message)
  }
  const second = await repository.manifest(chosen.digest)
  const image = parseManifest(second.text, second.contentType, name)
  if (image.kind === 'image') return describe(name, second, image, [first.digest])
  throw new GodwitError('IMAGE_REFUSED', `image ${name} is an index of indexes`)
}

/** Of what an earlier process has written down; undefined where that is not the image of that name, or is damaged. */
export function rememberedImage(remembered: unknown, name: string): ResolvedImage | undefined {
  const { name: known, manifest, digests } = Object(remembered) as Partial<ResolvedImage>
  const { text, contentType, digest } = Object(manifest) as Partial<ManifestDocument>
  if (known !== name || typeof text !== 'string' || typeof contentType !== 'string') return undefined
  if (digest === undefined || digestOf(text) !== digest || !digests?.every(isDigest)) return undefined
  const image = parseManifest(text, contentType, name)
  return image.kind === 'image' ? describe(name, { text, contentType, digest }, image, digests) : undefined
}

function describe(
  name: string,
  manifest: ManifestDocument,
  { mediaType, config, layers }: ImageManifest,
  digests: string[],
): ResolvedImage {
  const all = [...new Set([...digests, manifest.digest, config.digest])]
  return { name, manifest, digests: all, mediaType, config, layers }
}
