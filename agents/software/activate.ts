import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import { changeCopies } from './copies/copies.ts'
import { detailOf } from './detail.ts'
import { folderOf, newRelease, partOfStep, type SoftwareDevice } from './device.ts'
import { runHook } from './hooks/run-hook.ts'
import { switchOff, switchTo } from './installation.ts'
import { activated, rebootIntoNew, switching } from './scratch-notes.ts'

/**
 * Switches `current` to the new release, copies its files and runs its `activate` hook, all once; then, each time, its
 * `verify` hook. A reboot that the `install` or `activate` hook has asked for comes before `verify`. A removal takes
 * `current` and the copies away.
 */
export async function activate(
  device: SoftwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<StepResult> {
  const { scratch, bootId } = context
  if (detailOf(action).kind === 'removal') {
    await switching.set(scratch)
    await switchOff(folderOf(device, action))
    await copyFiles(device, action, context)
    return undefined
  }
  const subject = newRelease(device, action)
  if (!activated.isSet(scratch)) await switchAndActivate(device, action, context)
  if (rebootIntoNew.isDue(scratch, bootId)) return { rebootRequired: true }
  const part = partOfStep(context, 50, 100)
  const outcome = await runHook({ name: 'verify', phase: 'ACTIVATE', subject }, device, part)
  if (outcome === 'done') return undefined
  throw new GodwitError(
    'HOOK_FAILED',
    'hook verify asks for a reboot, which only install, activate and rollback may',
  )
}

async function switchAndActivate(
  device: SoftwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const { scratch, bootId } = context
  const subject = newRelease(device, action)
  await switching.set(scratch)
  await switchTo(subject.folder, subject.release)
  await copyFiles(device, action, context)
  const part = partOfStep(context, 0, 50)
  const outcome = await runHook({ name: 'activate', phase: 'ACTIVATE', subject }, device, part)
  if (outcome === 'rebootNeeded') await rebootIntoNew.note(scratch, bootId)
  await activated.set(scratch)
}

function copyFiles(
  device: SoftwareDevice,
  action: PlannedAction,
  { activityId }: StepContext,
): Promise<void> {
  const detail = detailOf(action)
  return changeCopies({
    folder: folderOf(device, action),
    release: detail.kind === 'install' ? detail.release : undefined,
    previous: detail.previous,
    handedOver: detail.handedOver ?? [],
    activityId,
    copyTargets: device.settings.copyTargets,
  })
}
