/** DOWNLOAD: the image is in the engine, and is the one that is wanted. */
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, Scratch, StepContext } from '../sdk/agent.ts'
import { fetchArtifact } from '../sdk/fetch-artifact.ts'
import { detailOf, type KeepDetail, replaces } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import type { ImageState, TransferProgress } from './engine/engine.ts'
import { parseReference } from './images/reference.ts'
import { credentialsOf } from './images/registries.ts'
import { findWanted, keepImage, keepNameOf, nameDigest, wantedDigest } from './images.ts'
import { patiently } from './patience.ts'
import { hasBrought, imageOf, noteBringing, noteImage } from './scratch-notes.ts'
import type { ContainerSpec } from './spec/container-spec.ts'

/** Idempotent. Rejects with IMAGE_MISSING, IMAGE_REFUSED, ENGINE_FAILED, or what is wrong with the archive. */
export async function download(
  device: ContainersDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const detail = detailOf(action)
  if (!replaces(detail)) return
  const { image, spec } = detail
  // The store has a way of its own through what goes wrong.
  if (image.kind === 'archive') await fetchArtifact(image.artifact, context)
  const { engine } = device
  await patiently(device, context, async () => {
    if (!isReady(detail, await findWanted(engine, spec), context.scratch)) {
      await noteBringing(context.scratch, (await engine.inspectImage(spec.image))?.id)
      await bring(device, detail, context)
    }
    const found = await findWanted(engine, spec)
    // What was brought, and is refused, is known all the same: it goes with the campaign.
    const there = found ?? (await engine.inspectImage(spec.image))
    const isBrought = there !== undefined && hasBrought(context.scratch, there.id)
    if (isBrought) await keepImage(engine, there.id)
    if (there && (found || isBrought)) await noteImage(context.scratch, there.id)
    if (!found) throw refused(detail)
  })
}

/** What is in an archive has the name that it has: whether it is there already can be known of one's own loading only. */
function isReady({ image }: KeepDetail, found: ImageState | undefined, scratch: Scratch): boolean {
  return found !== undefined && (image.kind !== 'archive' || imageOf(scratch) === found.id)
}

async function bring(device: ContainersDevice, detail: KeepDetail, context: StepContext): Promise<void> {
  const { spec, image } = detail
  const { engine } = device
  const onProgress = ({ percent, message }: TransferProgress) => context.progress(percent, message)
  const options = { signal: context.signal, onProgress }
  if (image.kind === 'nowhere') {
    throw new GodwitError('IMAGE_MISSING', `image ${spec.image} is not there any more`)
  }
  if (image.kind === 'registry') return bringFromRegistry(device, spec, context)
  if (image.kind === 'engine') {
    const { registry } = parseReference(spec.image)
    // Read for each attempt: they may be renewed while the engine is away.
    const credentials = await credentialsOf(device.settings.registries[registry] ?? {})
    return engine.pullImage(spec.image, { ...options, credentials })
  }
  const archive = await context.artifacts.find(image.artifact)
  if (!archive) throw new GodwitError('IMAGE_MISSING', 'the archive is not in the store any more')
  const loaded = await engine.loadImage(archive.path, options)
  if (!(await engine.inspectImage(spec.image))) throw notInArchive(spec.image, loaded)
}

/** Under the names that it is looked for by: its own, and that of the digest that is asked for. */
async function bringFromRegistry(
  { engine, clock, random, settings }: ContainersDevice,
  spec: ContainerSpec,
  context: StepContext,
): Promise<void> {
  const { downloadImage } = await import('./images/download-image.ts')
  const { registries, artifacts } = settings
  // Whatever becomes of this process, what it leaves in the engine is known.
  const onBringing = (imageId: string) => noteImage(context.scratch, imageId)
  const tools = {
    engine,
    clock,
    random,
    registries,
    settings: artifacts,
    log: context.log,
    keepNameOf,
    onBringing,
  }
  const { id, repository, tag } = await downloadImage(spec, context, tools)
  if (tag !== undefined) await engine.tagImage(id, repository, tag)
  const digest = wantedDigest(spec)
  if (digest !== undefined) await nameDigest(engine, id, digest)
}

function notInArchive(image: string, loaded: string[]): GodwitError {
  const found = loaded.length === 0 ? 'nothing' : loaded.join(', ')
  return new GodwitError('IMAGE_REFUSED', `the archive does not hold image ${image}, but ${found}`)
}

function refused({ spec }: KeepDetail): GodwitError {
  const message = `image ${spec.image} does not have the digest that the component asks for`
  return new GodwitError('IMAGE_REFUSED', message)
}
