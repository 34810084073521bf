/** The configuration of an image, as far as it says what the image is. */
import { GodwitError } from '../../../spec/index.ts'
import type { Platform } from './platform.ts'
import { isDigest } from './reference.ts'
import type { ResolvedImage } from './resolve.ts'

export interface ImageConfig {
  platform: Platform
  /** Digests of the layers when they are unpacked; as many as the manifest has layers. */
  diffIds: string[]
}

/** Throws IMAGE_REFUSED where the configuration does not belong to the manifest. */
export function parseImageConfig(text: string, { name, layers }: ResolvedImage): ImageConfig {
  const refuse = (why: string): never => {
    throw new GodwitError('IMAGE_REFUSED', `image ${name} has a configuration that ${why}`)
  }
  const { rootfs, os, architecture, variant } = parsed(text) ?? refuse('is no JSON object')
  const { diff_ids: diffIds } = Object(rootfs) as { diff_ids?: unknown }
  if (!Array.isArray(diffIds) || !diffIds.every(isDigest)) return refuse('does not tell its layers')
  if (diffIds.length !== layers.length) {
    return refuse(`tells of ${diffIds.length} layers, while its manifest has ${layers.length}`)
  }
  if (typeof os !== 'string' || typeof architecture !== 'string') return refuse('does not tell its platform')
  return { platform: { os, architecture, ...(typeof variant === 'string' && { variant }) }, diffIds }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
