import type { CleanupContext, PlannedAction } from '../sdk/agent.ts'
import { detailOf } from './detail.ts'
import { folderOf, newRelease, type SoftwareDevice } from './device.ts'
import { runHook } from './hooks.ts'
import { removeReleases, removeTree } from './installation.ts'

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
  if (detail.kind === 'removal') {
    if (isCommitted) await remove(device, action, context)
    return
  }
  const staying = isCommitted ? action.component.version : detail.previous
  await removeReleases(folder, staying === undefined ? [] : [staying])
}

async function remove(device: SoftwareDevice, action: PlannedAction, context: CleanupContext): Promise<void> {
  const outcome = await runHook('remove', newRelease(device, action), device, context)
  if (outcome === 'rebootNeeded') {
    context.log.warn(
      { component: action.component.id },
      'a removal asks for a reboot, which nobody waits for',
    )
  }
  await removeTree(folderOf(device, action).root)
}
