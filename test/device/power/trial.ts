/** One power cut: a campaign on a provisioned device, the power goes where the plan says, and what becomes of it. */
import { isFinalStatus } from '../../../spec/index.ts'
import { topicsOf } from '../../../spec/topics.ts'
import type { Scope } from '../../support/scope.ts'
import type { PowerCut } from '../disk/volatile-disk.ts'
import { askInstalled, type Installed } from '../installed.ts'
import { provisionedDisk } from '../provisioned-disk.ts'
import { newVersion } from '../versions.ts'
import { startVirtualDevice, type VirtualDevice } from '../virtual-device.ts'
import type { PowerPlan } from './aim.ts'
import { faults } from './verdict.ts'

export interface TrialReport {
  seed: number
  aim: string
  cut: PowerCut
  /** Whether the campaign was still under way; otherwise it had fewer writes than the plan counted on. */
  inTime: boolean
  /** The last command that the device had been given when the power went. */
  phase: string
  /** How the campaign ended. */
  status: string | undefined
  /** From the cut to the end of campaign and boot. */
  recoveryMs: number
  /** What is wrong; empty where all is well. */
  faults: string[]
  /** What was said on the serial port. */
  console: string[]
}

const activityId = 'power'
/** With two reboots, on a machine that has other things to do. */
const endMs = 300_000

/** Flies it. Rejects where the trial went wrong; what is wrong with the device is in the report. */
export async function runTrial(scope: Scope, plan: PowerPlan): Promise<TrialReport> {
  const device = await startVirtualDevice(scope, { seed: plan.seed, disk: await provisionedDisk() })
  const { backend, disk } = device
  const loss = device.powerLoss()
  aimAt(device, plan)
  await apply(device)
  await Promise.race([loss, backend.end(activityId, endMs)])
  const inTime = !disk.isOn
  if (!inTime) disk.cut()
  const cut = await loss
  const cutAt = Date.now()
  await backend.wire.settle()
  const commands = backend.commands(activityId)
  const before = finalStatuses(device).length
  const { installed, problem } = await recover(device)
  const recoveryMs = Date.now() - cutAt
  const statuses = finalStatuses(device)
  const switched = commands.some((command) => command.endsWith(' ACTIVATE'))
  // A campaign that goes back is cleaned up, too.
  const wentBack = commands.some((command) => command.endsWith(' ROLLBACK'))
  const committed = !wentBack && commands.some((command) => command.endsWith(' CLEANUP'))
  const build = device.boots().at(-1)?.build
  const wrong = faults({ statuses, before, committed, switched, build, installed })
  if (problem !== undefined) wrong.unshift(problem)
  const phase = commands.at(-1) ?? 'the desired state'
  return {
    ...{ seed: plan.seed, aim: plan.aim.name, cut, inTime, phase, status: statuses.at(-1), recoveryMs },
    ...{ faults: wrong, console: device.console() },
  }
}

function finalStatuses({ backend }: VirtualDevice): string[] {
  return backend.statuses(activityId).filter((status) => isFinalStatus(status))
}

/** Arms the cut when the plan's moment comes. */
function aimAt({ backend, disk }: VirtualDevice, { aim: { after }, trigger }: PowerPlan): void {
  if (!after) return disk.arm(trigger)
  const { command } = topicsOf(after.domain)
  let isArmed = false
  backend.wire.onMessage(({ topic, json }) => {
    // Commands are repeated after a boot: it counts from the first one.
    if (isArmed || topic !== command || json?.payload?.command !== after.command) return
    isArmed = true
    if (disk.isOn) disk.arm(trigger)
  })
}

async function apply(device: VirtualDevice): Promise<void> {
  const firmware = await device.firmware({ version: newVersion })
  const software = await device.software(newVersion)
  await device.backend.apply(activityId, {
    domains: [
      { id: 'firmware', components: [firmware] },
      { id: 'software', components: [software] },
    ],
  })
}

/** Until the campaign has ended, and the device has said what is installed; or what has kept it from that. */
async function recover(device: VirtualDevice): Promise<{ installed?: Installed; problem?: string }> {
  try {
    await device.powerOn()
    // It may have ended before the power went.
    await device.backend.final(activityId, endMs)
    return { installed: await askInstalled(device.backend) }
  } catch (error) {
    return { problem: (error as Error).message.slice(0, 500) }
  }
}
