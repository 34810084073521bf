/** Images: what they are called, whether they are the ones that are wanted, and what protects them. */
import { listBrought } from './brought.ts'
import type { ContainersDevice } from './device.ts'
import type { ContainerState, Engine, ImageState } from './engine/engine.ts'
import type { ContainerSpec } from './spec/container-spec.ts'

/**
 * What Godwit has brought gets a name of its own. It protects an image without any other from being swept up, and it
 * tells Godwit's images from those that are somebody else's to remove.
 */
const keepRepository = 'godwit/keep'
const digestDigits = 12

export function keepImage(engine: Engine, imageId: string): Promise<void> {
  return engine.tagImage(imageId, keepRepository, keepTagOf(imageId))
}

const keepTagOf = (imageId: string) => imageId.replace(/^sha256:/, '').slice(0, digestDigits)

export const keepNameOf = (imageId: string): string => `${keepRepository}:${keepTagOf(imageId)}`

/** An engine forgets the digest by which an image was asked for that it was handed: it gets a name for it. */
const digestRepository = 'godwit/digest'

export function nameDigest(engine: Engine, imageId: string, digest: string): Promise<void> {
  return engine.tagImage(imageId, digestRepository, hexOf(digest))
}

const hexOf = (digest: string) => digest.replace(/^sha256:/, '')

/** The digest that a component asks for: of a manifest, or, in `integrity`, also an image's id. */
export function wantedDigest({ image, integrity }: ContainerSpec): string | undefined {
  const [, pinned] = image.split('@')
  return [pinned, integrity].find((digest) => digest?.startsWith('sha256:'))
}

/** The image that a component asks for, where the engine has it. */
export async function findWanted(engine: Engine, spec: ContainerSpec): Promise<ImageState | undefined> {
  const named = await engine.inspectImage(spec.image)
  if (isWanted(spec, named)) return named
  const digest = wantedDigest(spec)
  return digest === undefined ? undefined : engine.inspectImage(`${digestRepository}:${hexOf(digest)}`)
}

/** Whether the engine's image is there, and has the digest that the component asks for. */
function isWanted({ image, integrity }: ContainerSpec, found: ImageState | undefined): boolean {
  if (!found) return false
  const [, pinned] = image.split('@')
  const wanted = [pinned, integrity].filter((digest) => digest?.startsWith('sha256:'))
  return wanted.every(
    (digest) => found.id === digest || found.digests.some((one) => one.endsWith(`@${digest}`)),
  )
}

/** Tag or digest of an image's name; `n/a` where it has none. */
export function versionOfImage(image: string): string {
  const [name = '', digest] = image.split('@')
  const tag = /:([^:/]+)$/.exec(name)?.[1]
  return tag ?? digest ?? 'n/a'
}

/**
 * Removes an image that Godwit has brought, under all names that it is known to have, unless a container uses it, a
 * component's container may have to be made of it again, or somebody has given it a name of their own.
 */
export async function dropImage(
  { engine, brought }: Pick<ContainersDevice, 'engine' | 'brought'>,
  { imageId, image }: Pick<ContainerState, 'imageId' | 'image'>,
): Promise<void> {
  const found = await engine.inspectImage(imageId)
  const keepName = keepNameOf(imageId)
  if (!found?.tags.includes(keepName)) return
  const needed = [...(await engine.listContainers()), ...(await listBrought(brought))]
  if (needed.some((one) => one.imageId === imageId)) return
  const named = await engine.inspectImage(image)
  if (named?.id === imageId) await engine.removeImage(image)
  const digestNames = found.tags.filter((name) => name.startsWith(`${digestRepository}:`))
  for (const name of [...digestNames, keepName]) await engine.removeImage(name)
}
