import type { PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import { restore } from './copies/backup.ts'
import { detailOf } from './detail.ts'
import { folderOf, newRelease, type ReleaseSubject, type SoftwareDevice } from './device.ts'
import { recordManifest } from './drift/manifest.ts'
import { isModule } from './hooks/program.ts'
import { type HookCall, runHook } from './hooks/run-hook.ts'
import { readRelease, releaseFolder, switchOff, switchTo, versionOf } from './installation.ts'
import { installing, rebootIntoOld, reverted, switching } from './scratch-notes.ts'

/**
 * Back to the old release, which no step has changed: `current` first, then what copies have replaced, then the
 * `rollback` hook of the new release, then the `activate` hook of the old one, so that it runs again. A component that is
 * installed by a script alone has no other way back than to install the old release again by its own script. What was not
 * begun is not undone. A hook that fails does not keep the other one from running; the first failure is thrown when both
 * are through. For a removal `current` and the copies are all.
 */
export async function rollback(
  device: SoftwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<StepResult> {
  const { scratch, bootId } = context
  if (!reverted.isSet(scratch)) {
    if (switching.isSet(scratch)) await switchBack(device, action, context)
    const needsReboot = await runHooks(await hooksBack(device, action, context), device, context)
    if (needsReboot) await rebootIntoOld.note(scratch, bootId)
    await reverted.set(scratch)
  }
  return rebootIntoOld.isDue(scratch, bootId) ? { rebootRequired: true } : undefined
}

async function switchBack(
  device: SoftwareDevice,
  action: PlannedAction,
  { activityId }: StepContext,
): Promise<void> {
  const { previous } = detailOf(action)
  const folder = folderOf(device, action)
  await (previous === undefined ? switchOff(folder) : switchTo(folder, previous))
  await restore(folder, activityId, device.settings.copyTargets)
}

async function hooksBack(
  device: SoftwareDevice,
  action: PlannedAction,
  { scratch, log }: StepContext,
): Promise<HookCall[]> {
  const { kind, previous } = detailOf(action)
  if (kind === 'removal') return []
  const left = newRelease(device, action)
  const { installCommand } = device.settings
  const wasScripted = (release: string) => isModule(releaseFolder(left.folder, release), installCommand)
  const old = previous && { folder: left.folder, release: previous, previous: versionOf(left.release) }
  const calls: HookCall[] = []
  const call = (name: HookCall['name'], subject: ReleaseSubject) =>
    calls.push({ name, phase: 'ROLLBACK', subject })
  if (installing.isSet(scratch)) {
    call('rollback', left)
    if (old && (await wasScripted(old.release))) call('install', old)
    else if (!old && (await wasScripted(left.release))) {
      log.warn({ component: action.component.id }, 'what the install script has done cannot be undone')
    }
  }
  if (switching.isSet(scratch) && old) call('activate', old)
  return calls
}

/** Whether one of them needs a reboot. */
async function runHooks(calls: HookCall[], device: SoftwareDevice, context: StepContext): Promise<boolean> {
  const failures: unknown[] = []
  let needsReboot = false
  for (const call of calls) {
    try {
      if ((await runHook(call, device, context)) === 'rebootNeeded') needsReboot = true
      if (call.name === 'install') await recordAgain(call, context)
    } catch (error) {
      context.signal.throwIfAborted()
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return needsReboot
}

/** The script has written to the old release once more. */
async function recordAgain(
  { subject: { folder, release } }: HookCall,
  { signal }: StepContext,
): Promise<void> {
  const record = await readRelease(folder, release)
  if (record) await recordManifest(folder, release, record, signal)
}
