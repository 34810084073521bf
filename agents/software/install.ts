/** DOWNLOAD and UPDATE: the artifacts onto the device, then the new release beside the old one, with its `install` hook. */
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { fetchArtifact } from '../sdk/fetch-artifact.ts'
import { makeRelease, type ReleasePart } from './bundle/make-release.ts'
import { artifactsOf, detailOf, type InstallDetail, unpackedNeed } from './detail.ts'
import { folderOf, newRelease, partOfStep, type SoftwareDevice } from './device.ts'
import { recordManifest } from './drift/manifest.ts'
import { runHook } from './hooks/run-hook.ts'
import { lookUpUser } from './hooks/user.ts'
import { hasRelease, versionOf } from './installation.ts'
import { installed, installing, rebootIntoNew, recorded, unpacked } from './scratch-notes.ts'

/** One artifact after the other, each with a share of the progress that goes by its size. */
export async function download(action: PlannedAction, context: StepContext): Promise<void> {
  const detail = detailOf(action)
  if (detail.kind === 'removal') return
  const artifacts = artifactsOf(detail)
  const weights = artifacts.map(({ size }) => size ?? 1)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let begun = 0
  for (const [index, artifact] of artifacts.entries()) {
    const from = begun
    begun += weights[index] ?? 0
    await fetchArtifact(artifact, partOfStep(context, (100 * from) / whole, (100 * begun) / whole))
  }
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
  const subject = newRelease(device, action)
  if (!installed.isSet(scratch)) {
    await installing.set(scratch)
    const part = partOfStep(context, 50, 100)
    const outcome = await runHook({ name: 'install', phase: 'UPDATE', subject }, device, part)
    if (outcome === 'rebootNeeded') await rebootIntoNew.note(scratch, context.bootId)
    await installed.set(scratch)
  }
  if (recorded.isSet(scratch)) return
  if (!(await hasRelease(subject.folder, subject.release))) {
    const name = `${subject.folder.component} ${versionOf(subject.release)}`
    throw new GodwitError('HOOK_FAILED', `hook install of ${name} has removed its own release`)
  }
  await recordManifest(subject.folder, subject.release, detail.options, context.signal)
  await recorded.set(scratch)
}

/** Also where an earlier operation has left a release of this name: what is in it is not known. */
async function unpackOnce(
  device: SoftwareDevice,
  action: PlannedAction,
  { release, options }: InstallDetail,
  context: StepContext,
): Promise<void> {
  const folder = folderOf(device, action)
  const { signal, scratch } = context
  if (unpacked.isSet(scratch)) return
  const parts: ReleasePart[] = []
  for (const file of options.files) {
    // It is there already, unless another action with the same artifact has ended meanwhile.
    parts.push({ ...file, stored: await context.artifacts.fetch(file.artifact, { signal }) })
  }
  const owner = await lookUpUser(options.user ?? device.settings.hookUser)
  const onProgress = (percent: number) => context.progress(percent, 'unpacking')
  await makeRelease(folder, release, parts, options, { limits: device.settings, owner, signal, onProgress })
  // It has been taken: what is free is less by that already.
  await context.artifacts.reserve([unpackedNeed(device.settings.installDir, action.component, 0)])
  await unpacked.set(scratch)
}
