/**
 * A whole image, from its registry into an engine: the manifest is asked for, what the engine lacks is fetched into the
 * device's store, where it resumes like any artifact, and handed over as one archive.
 *
 * Invariants:
 * - A tag is looked up once in a campaign: whatever becomes of it meanwhile, the image stays the same.
 * - An image counts as brought when the engine itself says that it has it, with the layers that its configuration tells.
 */
import { readFile, stat } from 'node:fs/promises'
import { GodwitError } from '../../../spec/index.ts'
import type { FetchProgress, FetchWait, FolderNeed, StoredArtifact } from '../../artifacts/artifacts.ts'
import type { StepContext } from '../../sdk/agent.ts'
import { tellFetch } from '../../sdk/fetch-artifact.ts'
import type { Engine, EngineInfo, ImageState } from '../engine/engine.ts'
import { fetchBlobs } from './fetch-blobs.ts'
import { type ImageConfig, parseImageConfig } from './image-config.ts'
import { countKnownLayers } from './known-layers.ts'
import { loadStoredImage } from './load.ts'
import { type Descriptor, zstdLayer } from './manifest.ts'
import { fits, platformText } from './platform.ts'
import { type ImageReference, parseReference, referenceText } from './reference.ts'
import { digestOf, integrityOf, openRepository, type Repository } from './registry.ts'
import type { RegistryTools } from './registry-tools.ts'
import { type ResolvedImage, rememberedImage, resolveImage } from './resolve.ts'
import { type StoredLayer, toUnpack } from './stored-layer.ts'

export interface ImageTools extends RegistryTools {
  engine: ImageEngine
  /** `repository:tag` that protects the image of that id. */
  keepNameOf(imageId: string): string
  /** Called before the engine is handed an image of that id, which it does not have yet. */
  onBringing(imageId: string): Promise<void>
}

type ImageEngine = Pick<Engine, 'info' | 'inspectImage' | 'listLayers' | 'loadImage'>

/** What is wanted: by tag or digest, and perhaps with a digest that it has to have: of index, manifest or configuration. */
export interface WantedImage {
  image: string
  integrity?: string
}

export interface BroughtImage {
  /** What the engine calls it. */
  id: string
  /** Its own name, where it was asked for by that alone; no engine gives it to what was asked for by digest. */
  repository: string
  tag: string | undefined
}

/** The share of the whole that fetching is; the rest is the engine's work. */
const fetchShare = 0.8
const scratchKey = 'resolvedImage'

/**
 * Brings the image into the engine, under the name that protects it. Idempotent; goes on where an earlier call, also of an
 * earlier process, has stopped. Rejects with IMAGE_REFUSED, ENGINE_FAILED, ENGINE_UNAVAILABLE, DISK_FULL, or what went wrong
 * with the registry.
 */
export async function downloadImage(
  wanted: WantedImage,
  context: StepContext,
  tools: ImageTools,
): Promise<BroughtImage> {
  const reference = parseReference(wanted.image)
  const onWait = (waiting: FetchWait | undefined) =>
    tellFetch({ received: 0, ...(waiting && { waiting }) }, context)
  const repository = openRepository(reference, { signal: context.signal, onWait }, tools)
  const info = await tools.engine.info()
  const resolved = await resolve(reference, info, repository, context)
  assertIntegrity(resolved, wanted)
  const work: Work = { resolved, repository, info, context, tools }
  const { id } = (await findImage(work)) ?? (await bring(work))
  const { registry, repository: path, tag, digest } = reference
  return { id, repository: `${registry}/${path}`, tag: digest === undefined ? tag : undefined }
}

function assertIntegrity({ name, digests }: ResolvedImage, { integrity }: WantedImage): void {
  if (integrity === undefined || digests.includes(integrity)) return
  const message = `image ${name} has the digest ${digests[0]}, and not ${integrity}: its tag may have been moved`
  throw new GodwitError('IMAGE_REFUSED', message)
}

interface Work {
  resolved: ResolvedImage
  repository: Repository
  info: EngineInfo
  context: StepContext
  tools: ImageTools
}

async function resolve(
  reference: ImageReference,
  { platform }: EngineInfo,
  repository: Repository,
  { scratch }: StepContext,
): Promise<ResolvedImage> {
  const known = rememberedImage(scratch.get(scratchKey), referenceText(reference))
  if (known) return known
  const resolved = await resolveImage(reference, platform, repository)
  const { name, manifest, digests } = resolved
  await scratch.set(scratchKey, { name, manifest, digests })
  return resolved
}

const idOf = ({ resolved, info }: Work) =>
  info.keepsManifests ? resolved.manifest.digest : resolved.config.digest

const findImage = (work: Work) => work.tools.engine.inspectImage(idOf(work))

async function bring(work: Work): Promise<ImageState> {
  const { resolved, info, tools } = work
  const config = await fetchConfig(work)
  const imageConfig = parseImageConfig(config.toString('utf8'), resolved)
  warnOfPlatform(imageConfig, work)
  const known = info.skipsKnownLayers
    ? countKnownLayers(imageConfig.diffIds, await tools.engine.listLayers())
    : 0
  await tools.onBringing(idOf(work))
  try {
    await bringLayers(known, config, imageConfig, work)
  } catch (error) {
    const mayBeGone = known > 0 && error instanceof GodwitError && error.code === 'ENGINE_FAILED'
    if (!mayBeGone) throw error
    // Somebody has removed the image meanwhile that they were a part of.
    tools.log.warn({ image: resolved.name, error }, 'an image is loaded again, with all of its layers')
    await bringLayers(0, config, imageConfig, work)
  }
  return verifiedImage(imageConfig, work)
}

async function fetchConfig({ resolved, repository, context }: Work): Promise<Buffer> {
  const { access, blob } = repository
  const { signal, artifacts } = context
  const onProgress = (progress: FetchProgress) => tellFetch(progress, scaled(context))
  const stored = await artifacts.fetch(blob(resolved.config), { signal, access, onProgress })
  const config = await readFile(stored.path)
  if (digestOf(config) === resolved.config.digest) return config
  throw new GodwitError(
    'INTEGRITY_MISMATCH',
    'the stored artifact is damaged: its hash is not the declared one',
  )
}

/** An emulator may run it all the same. */
function warnOfPlatform({ platform }: ImageConfig, { resolved, info, tools }: Work): void {
  if (fits(platform, info.platform)) return
  const facts = { image: resolved.name, madeFor: platformText(platform), engine: platformText(info.platform) }
  tools.log.warn(facts, 'an image is made for another platform')
}

/** The lowest `known` layers are the engine's already. */
async function bringLayers(
  known: number,
  config: Buffer,
  { diffIds }: ImageConfig,
  work: Work,
): Promise<void> {
  const { resolved, context, tools } = work
  const { signal } = context
  const lacking = new Map(resolved.layers.slice(known).map((layer) => [layer.digest, layer]))
  const room = await roomInEngine([...lacking.values()], work)
  const stored = await fetchLayers([...lacking.values()], room, work)
  const layers = new Map<string, StoredLayer>()
  for (const [index, { digest, mediaType }] of resolved.layers.entries()) {
    const artifact = stored.get(digest)
    if (!artifact) continue
    const isUnpacked = mediaType === zstdLayer && !work.info.keepsManifests
    const integrity = integrityOf(diffIds[index] ?? '')
    const { maxSize } = tools.settings
    layers.set(digest, isUnpacked ? await toUnpack(artifact, { integrity, maxSize, signal }) : { artifact })
  }
  await loadStoredImage({ resolved, config, layers }, tools.engine, {
    name: tools.keepNameOf(idOf(work)),
    signal,
    onProgress: (share, message) => context.progress(100 * (fetchShare + (1 - fetchShare) * share), message),
  })
  await context.artifacts.reserve(room.map((need) => ({ ...need, bytes: 0 })))
}

async function fetchLayers(
  layers: Descriptor[],
  room: FolderNeed[],
  { repository, context, tools }: Work,
): Promise<Map<string, StoredArtifact>> {
  const blobs = layers.map(repository.blob)
  await context.artifacts.reserve([...blobs.map((artifact) => ({ artifact })), ...room])
  const stored = await fetchBlobs(blobs, context.artifacts, {
    access: repository.access,
    signal: context.signal,
    atOnce: tools.settings.maxDownloads,
    partSize: tools.settings.partSize,
    onProgress: (progress) => tellFetch(progress, scaled(context)),
  })
  return new Map(layers.map(({ digest }, index) => [digest, stored[index] as StoredArtifact]))
}

function scaled(context: StepContext): Pick<StepContext, 'progress'> {
  return { progress: (percent, ...more) => context.progress(fetchShare * percent, ...more) }
}

/**
 * The engine writes the archive down, then unpacks it: that takes twice its size at the very least. What it has on another
 * machine is not ours to judge.
 */
async function roomInEngine(layers: Descriptor[], { resolved, info }: Work): Promise<FolderNeed[]> {
  const bytes = layers.reduce((sum, { size }) => sum + size, 0)
  const isHere = await stat(info.folder).then(
    () => true,
    () => false,
  )
  return isHere ? [{ folder: info.folder, bytes: 2 * bytes, what: `${resolved.name}, in the engine` }] : []
}

async function verifiedImage({ diffIds }: ImageConfig, work: Work): Promise<ImageState> {
  const found = await findImage(work)
  if (found?.layers.join() === diffIds.join()) return found
  const what = found ? 'other layers than its configuration tells' : 'no image of the digest that was loaded'
  throw new GodwitError('IMAGE_REFUSED', `image ${work.resolved.name}: the engine has ${what}`)
}
