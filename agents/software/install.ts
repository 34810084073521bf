/** DOWNLOAD and UPDATE: the bundle onto the device, then the new release beside the old one, with its `install` hook. */
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { fetchArtifact } from '../sdk/fetch-artifact.ts'
import { detailOf, type InstallDetail } from './detail.ts'
import { folderOf, newRelease, partOfStep, type SoftwareDevice } from './device.ts'
import { runHook } from './hooks.ts'
import { readRelease } from './installation.ts'
import { installed, installing, rebootIntoNew, unpacked } from './scratch-notes.ts'
import { makeRelease } from './unpack.ts'

export async function download(action: PlannedAction, context: StepContext): Promise<void> {
  const detail = detailOf(action)
  if (detail.kind === 'removal') return
  await fetchArtifact(detail.artifact, context)
}

/** A removal has nothing to prepare. Unpacking is the first half of the progress, the hook the second. */
export async function update(
  device: SoftwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const detail = detailOf(action)
  if (detail.kind === 'removal') return
  const { scratch } = context
  await unpackOnce(device, action, detail, partOfStep(context, 0, 50))
  if (installed.isSet(scratch)) return
  await installing.set(scratch)
  const outcome = await runHook('install', newRelease(device, action), device, partOfStep(context, 50, 100))
  if (outcome === 'rebootNeeded') await rebootIntoNew.note(scratch, context.bootId)
  await installed.set(scratch)
}

/** Also where an earlier operation has left a release of this version: what is in it is not known. */
async function unpackOnce(
  device: SoftwareDevice,
  action: PlannedAction,
  { artifact }: InstallDetail,
  context: StepContext,
): Promise<void> {
  const folder = folderOf(device, action)
  const { version } = action.component
  const { signal, scratch } = context
  if (unpacked.isSet(scratch) && (await readRelease(folder, version))) return
  // It is there already, unless another action with the same bundle has ended meanwhile.
  const bundle = await context.artifacts.fetch(artifact, { signal })
  const onProgress = (percent: number) => context.progress(percent, 'unpacking')
  await makeRelease(folder, version, bundle, { limits: device.settings, signal, onProgress })
  await unpacked.set(scratch)
}
