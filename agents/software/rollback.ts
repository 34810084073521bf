import type { PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import { detailOf } from './detail.ts'
import { folderOf, newRelease, type SoftwareDevice } from './device.ts'
import type { HookName } from './hook-files.ts'
import { type HookSubject, runHook } from './hooks.ts'
import { switchOff, switchTo } from './installation.ts'
import { installing, rebootIntoOld, reverted, switching } from './scratch-notes.ts'

/**
 * Back to the old release, which no step has changed: `current` first, then the `rollback` hook of the new release, then
 * the `activate` hook of the old one, so that it runs again. What was not begun is not undone. A hook that fails does not
 * keep the other one from running; the first failure is thrown when both are through. For a removal `current` is all.
 */
export async function rollback(
  device: SoftwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<StepResult> {
  const { scratch, bootId } = context
  if (!reverted.isSet(scratch)) {
    if (switching.isSet(scratch)) await switchBack(device, action)
    const needsReboot = await runHooks(hooksBack(device, action, context), device, context)
    if (needsReboot) await rebootIntoOld.note(scratch, bootId)
    await reverted.set(scratch)
  }
  return rebootIntoOld.isDue(scratch, bootId) ? { rebootRequired: true } : undefined
}

async function switchBack(device: SoftwareDevice, action: PlannedAction): Promise<void> {
  const { previous } = detailOf(action)
  const folder = folderOf(device, action)
  await (previous === undefined ? switchOff(folder) : switchTo(folder, previous))
}

function hooksBack(
  device: SoftwareDevice,
  action: PlannedAction,
  { scratch }: StepContext,
): [HookName, HookSubject][] {
  const { kind, previous } = detailOf(action)
  if (kind === 'removal') return []
  const left = newRelease(device, action)
  const hooks: [HookName, HookSubject][] = []
  if (installing.isSet(scratch)) hooks.push(['rollback', left])
  if (switching.isSet(scratch) && previous !== undefined) {
    hooks.push(['activate', { folder: left.folder, version: previous, previous: left.version }])
  }
  return hooks
}

/** Whether one of them needs a reboot. */
async function runHooks(
  hooks: [HookName, HookSubject][],
  device: SoftwareDevice,
  context: StepContext,
): Promise<boolean> {
  const failures: unknown[] = []
  let needsReboot = false
  for (const [name, subject] of hooks) {
    try {
      if ((await runHook(name, subject, device, context)) === 'rebootNeeded') needsReboot = true
    } catch (error) {
      context.signal.throwIfAborted()
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return needsReboot
}
