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
  /** The last command that the device had been given when the power went. */
  phase: string
  /** How the campaign ended. */
  status: string | undefined
  /** From the cut to the end of campaign and boot. */
  recoveryMs: number
  /** What is wrong; empty where all is well. */
  faults: string[]
  /** What was said on the serial port; kept where something is wrong. */
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
  // A campaign with fewer writes than were counted on: it must have landed for good.
  if (disk.isOn) disk.cut()
  const cut = await loss
  const cutAt = Date.now()
  await backend.wire.settle()
  const phase = backend.commands(activityId).at(-1) ?? 'before DOWNLOAD'
  const committed = phase.includes('CLEANUP')
  const { installed, problem } = await recover(device)
  const recoveryMs = Date.now() - cutAt
  const statuses = backend.statuses(activityId).filter((status) => isFinalStatus(status))
  const wrong = faults({ statuses, committed, build: device.boots().at(-1)?.build, installed })
  if (problem !== undefined) wrong.unshift(problem)
  return {
    ...{ seed: plan.seed, aim: plan.aim.name, cut, phase, status: statuses.at(-1), recoveryMs },
    ...{ faults: wrong, console: wrong.length > 0 ? device.console() : [] },
  }
}

/** Arms the cut when the plan's moment comes. */
function aimAt({ backend, disk }: VirtualDevice, { aim: { after }, trigger }: PowerPlan): void {
  if (!after) return disk.arm(trigger)
  const { command } = topicsOf(after.domain)
  backend.wire.onMessage(({ topic, json }) => {
    const isMeant = topic === command && json?.payload?.command === after.command
    if (isMeant && disk.isOn && disk.counts.cuts === 0) disk.arm(trigger)
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
