/** CLEANUP: of old and new the one stays that the campaign has ended with, and what only the other one needed goes. */
import type { CleanupContext, PlannedAction } from '../sdk/agent.ts'
import { type Containers, containersOf } from './containers-of.ts'
import { type ContainerDetail, detailOf, replaces } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import { dropImage } from './images.ts'
import { dropNetworks } from './networks.ts'
import { beforeOf, imageOf, type Leaving, leavingNotedIn, noteLeaving } from './scratch-notes.ts'
import { removeBackups } from './volumes/backup.ts'

/** Idempotent. Named volumes stay. */
export async function cleanup(
  device: ContainersDevice,
  action: PlannedAction,
  context: CleanupContext,
): Promise<void> {
  const { engine, settings } = device
  const { outcome, activityId, scratch } = context
  const detail = detailOf(action)
  const { previous } = detail
  const found = await containersOf(engine, action.component.id, { previous, activityId })
  const leaving =
    outcome === 'committed' && leavesOld(detail) ? await leavingOf(device, action, context) : undefined
  if (outcome === 'committed') await noteBrought(device, action, found, context)
  for (const id of found.leftovers) await engine.removeContainer(id)
  const goes = outcome === 'committed' ? leavesOld(detail) && found.old : found.fresh
  if (goes) await engine.removeContainer(goes.id)
  await removeBackups(device, action.component.id, context, { stale: outcome === 'committed' })
  if (leaving) {
    await dropNetworks(engine, leaving.networks)
    if (!settings.keepImages) await dropImage(device, leaving)
  }
  const imageId = imageOf(scratch)
  // What was brought for nothing; otherwise a container uses it, and it stays.
  if (replaces(detail) && imageId !== undefined && !settings.keepImages) {
    await dropImage(device, { imageId, image: detail.spec.image })
  }
}

/** What the old container was made of; also where it is gone, and only the record that is about to change tells so. */
async function leavingOf(
  { brought }: ContainersDevice,
  { component: { id } }: PlannedAction,
  { scratch }: CleanupContext,
): Promise<Leaving | undefined> {
  const known = beforeOf(scratch) ?? leavingNotedIn(scratch)
  const record = known ? undefined : await brought.read(id)
  if (!record) return known
  const { imageId, spec } = record
  const leaving = { imageId, image: spec.image, networks: spec.network ?? [] }
  await noteLeaving(scratch, leaving)
  return leaving
}

/** First of all: whatever is killed later, what stays is known. */
async function noteBrought(
  { brought }: ContainersDevice,
  action: PlannedAction,
  { fresh, old }: Containers,
  { activityId, scratch }: CleanupContext,
): Promise<void> {
  const detail = detailOf(action)
  const { id: component } = action.component
  if (detail.kind === 'destroy') return brought.remove(component)
  const stays = replaces(detail) ? fresh : old
  // Somebody may have removed it already; then it is known what was to stay.
  const imageId = stays?.imageId ?? imageOf(scratch) ?? beforeOf(scratch)?.imageId
  if (imageId === undefined) return
  const { spec, config } = detail
  await brought.write(component, { component, activityId, spec, config, imageId })
}

const leavesOld = (detail: ContainerDetail) => detail.kind === 'destroy' || replaces(detail)
