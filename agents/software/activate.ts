import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import { detailOf } from './detail.ts'
import { folderOf, newRelease, partOfStep, type SoftwareDevice } from './device.ts'
import { runHook } from './hooks.ts'
import { switchOff, switchTo } from './installation.ts'
import { activated, rebootIntoNew, switching } from './scratch-notes.ts'

/**
 * Switches `current` to the new release and runs its `activate` hook, both once; then, each time, its `verify` hook. A
 * reboot that the `install` or `activate` hook has asked for comes before `verify`. A removal takes `current` away.
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
    return undefined
  }
  if (!activated.isSet(scratch)) await switchAndActivate(device, action, context)
  if (rebootIntoNew.isDue(scratch, bootId)) return { rebootRequired: true }
  const outcome = await runHook('verify', newRelease(device, action), device, partOfStep(context, 50, 100))
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
  await switching.set(scratch)
  await switchTo(folderOf(device, action), action.component.version)
  const outcome = await runHook('activate', newRelease(device, action), device, partOfStep(context, 0, 50))
  if (outcome === 'rebootNeeded') await rebootIntoNew.note(scratch, bootId)
  await activated.set(scratch)
}
