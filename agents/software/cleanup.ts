import type { CleanupContext, PlannedAction } from '../sdk/agent.ts'
import { dropBackup } from './copies/backup.ts'
import { artifactsOf, detailOf } from './detail.ts'
import { folderOf, newRelease, type SoftwareDevice } from './device.ts'
import { runHook } from './hooks/run-hook.ts'
import { removeReleases } from './installation.ts'
import { removeTree } from './remove-tree.ts'
import { removed, reverted, switching } from './scratch-notes.ts'

/**
 * Ends the action: of the releases the one stays that the campaign has ended with, and what `current` names in any case.
 * A committed removal runs the `remove` hook, then removes the component with all that is in its folder.
 */
export async function cleanup(
  device: SoftwareDevice,
  action: PlannedAction,
  context: CleanupContext,
): Promise<void> {
  const detail = detailOf(action)
  const folder = folderOf(device, action)
  const isCommitted = context.outcome === 'committed'
  if (isCommitted && detail.kind === 'removal') {
    await remove(device, action, context)
    return context.artifacts.keep(action.component, [])
  }
  const isHalfway = !isCommitted && switching.isSet(context.scratch) && !reverted.isSet(context.scratch)
  // What could not be put back is kept for whoever looks into it.
  if (!isHalfway) await dropBackup(folder)
  if (detail.kind === 'removal') return
  const staying = isCommitted ? detail.release : detail.previous
  await removeReleases(folder, staying === undefined ? [] : [staying])
  if (isCommitted) await context.artifacts.keep(action.component, artifactsOf(detail))
}

async function remove(device: SoftwareDevice, action: PlannedAction, context: CleanupContext): Promise<void> {
  const folder = folderOf(device, action)
  // Once it is done, there may be just a part left of what the hook needs.
  if (!removed.isSet(context.scratch)) await runRemove(device, action, context)
  await removed.set(context.scratch)
  await removeTree(folder.root)
}

async function runRemove(
  device: SoftwareDevice,
  action: PlannedAction,
  context: CleanupContext,
): Promise<void> {
  const subject = newRelease(device, action)
  const outcome = await runHook({ name: 'remove', phase: 'CLEANUP', subject }, device, context)
  if (outcome === 'rebootNeeded') {
    context.log.warn(
      { component: action.component.id },
      'a removal asks for a reboot, which nobody waits for',
    )
  }
}
