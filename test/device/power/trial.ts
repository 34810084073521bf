/** Power cuts in one campaign: it is begun on a device that is well, the power goes where the plan says, and what becomes of it. */
import { isFinalStatus } from '../../../spec/index.ts'
import { topicsOf } from '../../../spec/topics.ts'
import type { CutTrigger } from '../disk/cut-trigger.ts'
import type { PowerCut } from '../disk/volatile-disk.ts'
import { askInstalled, type Installed } from '../installed.ts'
import type { VirtualDevice } from '../virtual-device.ts'
import type { PowerPlan } from './aim.ts'
import { faults } from './verdict.ts'

export interface TrialReport {
  seed: number
  aim: string
  /** What they have left; two where the plan has the power go again. */
  cuts: PowerCut[]
  /** Whether the campaign was still under way; otherwise it had fewer writes than the plan counted on. */
  inTime: boolean
  /** The last command that the device had been given when the power went. */
  phase: string
  /** How the campaign ended. */
  status: string | undefined
  /** From the last cut to the end of campaign and boot. */
  recoveryMs: number
  /** What is wrong; empty where all is well. */
  faults: string[]
  /** What was said on the serial port. */
  console: string[]
}

/** What the device has, of firmware and software, and what the campaign brings. */
export interface Versions {
  from: string
  to: string
}

/** With two reboots, on a machine that has other things to do. */
const endMs = 300_000

/** Flies it on a device that is switched on. Rejects where the trial went wrong; what is wrong with the device is in the report. */
export async function runTrial(
  device: VirtualDevice,
  plan: PowerPlan,
  versions: Versions,
): Promise<TrialReport> {
  const activityId = `power-${plan.seed}`
  const said = device.console().length
  const first = await cutIn(device, plan, activityId, versions.to)
  const again = plan.again && (await cutAgain(device, plan.again, activityId))
  const cutAt = Date.now()
  await device.backend.wire.settle()
  const commands = device.backend.commands(activityId)
  const before = finalStatuses(device, activityId).length
  const { installed, problem } = await recover(device, activityId)
  const recoveryMs = Date.now() - cutAt
  const statuses = finalStatuses(device, activityId)
  const switched = commands.some((command) => command.endsWith(' ACTIVATE'))
  // A campaign that goes back is cleaned up, too.
  const wentBack = commands.some((command) => command.endsWith(' ROLLBACK'))
  const committed = !wentBack && commands.some((command) => command.endsWith(' CLEANUP'))
  const build = device.boots().at(-1)?.build
  const wrong = faults({ ...versions, statuses, before, committed, switched, build, installed })
  if (problem !== undefined) wrong.unshift(problem)
  return {
    ...{ seed: plan.seed, aim: plan.aim.name, cuts: again ? [first.cut, again] : [first.cut] },
    ...{ inTime: first.inTime, phase: commands.at(-1) ?? 'the desired state', status: statuses.at(-1) },
    ...{ recoveryMs, faults: wrong, console: device.console().slice(said) },
  }
}

function finalStatuses({ backend }: VirtualDevice, activityId: string): string[] {
  return backend.statuses(activityId).filter((status) => isFinalStatus(status))
}

/** Begins the campaign; resolves when the power has gone. */
async function cutIn(device: VirtualDevice, plan: PowerPlan, activityId: string, version: string) {
  const { backend, disk } = device
  const loss = device.powerLoss()
  aimAt(device, plan, activityId)
  await apply(device, activityId, version)
  await Promise.race([loss, backend.end(activityId, endMs)])
  const inTime = !disk.isOn
  if (!inTime) disk.cut()
  return { cut: await loss, inTime }
}

/** Arms the cut when the plan's moment comes. */
function aimAt(
  { backend, disk }: VirtualDevice,
  { aim: { after }, trigger }: PowerPlan,
  activityId: string,
): void {
  if (!after) return disk.arm(trigger)
  const { command } = topicsOf(after.domain)
  let isArmed = false
  backend.wire.onMessage(({ topic, json }) => {
    if (topic !== command || json?.activityId !== activityId || json.payload?.command !== after.command)
      return
    // Commands are repeated after a boot: it counts from the first one.
    if (isArmed) return
    isArmed = true
    if (disk.isOn) disk.arm(trigger)
  })
}

/** Switches the device on, and its power goes once more; at the latest when it has ended the campaign. */
async function cutAgain(device: VirtualDevice, trigger: CutTrigger, activityId: string): Promise<PowerCut> {
  const { backend, disk } = device
  disk.powerOn()
  disk.arm(trigger)
  const on = device.powerOn()
  const loss = device.powerLoss()
  await Promise.race([loss, on.then(() => backend.final(activityId, endMs))])
  if (disk.isOn) disk.cut()
  return loss
}

async function apply(device: VirtualDevice, activityId: string, version: string): Promise<void> {
  const firmware = await device.firmware({ version })
  const software = await device.software(version)
  await device.backend.apply(activityId, {
    domains: [
      { id: 'firmware', components: [firmware] },
      { id: 'software', components: [software] },
    ],
  })
}

/** Until the campaign has ended, and the device has said what is installed; or what has kept it from that. */
async function recover(
  device: VirtualDevice,
  activityId: string,
): Promise<{ installed?: Installed; problem?: string }> {
  try {
    await device.powerOn()
    // It may have ended before the power went.
    await device.backend.final(activityId, endMs)
    return { installed: await askInstalled(device.backend) }
  } catch (error) {
    return { problem: (error as Error).message.slice(0, 500) }
  }
}
