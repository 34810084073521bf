/** Power cuts in one campaign: it is begun on a device that is well, the power goes where the plan says, and what becomes of it. */
import { type DesiredState, isFinalStatus } from '../../../spec/index.ts'
import { topicsOf } from '../../../spec/topics.ts'
import type { CutTrigger } from '../disk/cut-trigger.ts'
import type { PowerCut } from '../disk/write-cache.ts'
import { askInstalled, type Installed } from '../installed.ts'
import type { VirtualDevice } from '../virtual-device.ts'
import type { PowerPlan } from './aim.ts'
import { faults } from './verdict.ts'

export interface FlownCut extends PowerCut {
  /** Whether the campaign was still under way; otherwise it had fewer writes than the plan counted on. */
  inTime: boolean
}

export interface TrialReport {
  seed: number
  aim: string
  /** In order; two where the plan has the power go again. */
  cuts: FlownCut[]
  /** The last command that the device had been given when the power went for the last time. */
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

/**
 * Flies it on a device that is switched on. Rejects where it cannot begin, which says nothing of the device; whatever keeps
 * it from its end then is in the report.
 */
export async function runTrial(
  device: VirtualDevice,
  plan: PowerPlan,
  versions: Versions,
): Promise<TrialReport> {
  const activityId = `power-${plan.seed}`
  const said = device.console().length
  const desired = await desiredState(device, versions.to)
  const { cuts, problem: lost } = await cutAsPlanned(device, plan, activityId, desired)
  const cutAt = Date.now()
  if (lost === undefined) await device.backend.wire.settle()
  const commands = device.backend.commands(activityId)
  const { installed, problem = lost } = lost === undefined ? await recover(device, activityId) : {}
  const recoveryMs = Date.now() - cutAt
  const statuses = finalStatuses(device, activityId)
  const build = device.boots().at(-1)?.build
  const console = device.console().slice(said)
  const wrong = faults({ ...versions, statuses, commands, build, console, installed })
  if (problem !== undefined) wrong.unshift(problem)
  return {
    ...{ seed: plan.seed, aim: plan.aim.name, cuts, phase: commands.at(-1) ?? 'the desired state' },
    ...{ status: statuses.at(-1), recoveryMs, faults: wrong, console },
  }
}

/** The cuts that came, and what has kept the others away. */
async function cutAsPlanned(
  device: VirtualDevice,
  plan: PowerPlan,
  activityId: string,
  desired: DesiredState,
): Promise<{ cuts: FlownCut[]; problem?: string }> {
  const cuts: FlownCut[] = []
  try {
    cuts.push(await cutIn(device, plan, activityId, desired))
    if (plan.again) cuts.push(await cutAgain(device, plan.again, activityId))
    return { cuts }
  } catch (error) {
    return { cuts, problem: inWords(error) }
  }
}

/** Without all the messages, or the console, that came before it. */
function inWords(error: unknown): string {
  return (error as Error).message.slice(0, 500)
}

function finalStatuses({ backend }: VirtualDevice, activityId: string): string[] {
  return backend.statuses(activityId).filter((status) => isFinalStatus(status))
}

/** Begins the campaign; resolves when the power has gone. */
async function cutIn(
  device: VirtualDevice,
  plan: PowerPlan,
  activityId: string,
  desired: DesiredState,
): Promise<FlownCut> {
  const { backend } = device
  const loss = device.powerLoss()
  const giveUp = aimAt(device, plan, activityId)
  await backend.apply(activityId, desired)
  return lossOrEnd(device, loss, backend.end(activityId, endMs)).finally(giveUp)
}

/** Switches the device on, and its power goes once more. */
async function cutAgain(device: VirtualDevice, trigger: CutTrigger, activityId: string): Promise<FlownCut> {
  const { backend, disk } = device
  disk.powerOn()
  disk.arm(trigger)
  const on = device.powerOn()
  return lossOrEnd(
    device,
    device.powerLoss(),
    on.then(() => backend.final(activityId, endMs)),
  )
}

/** The power goes at the latest when the campaign has ended. */
async function lossOrEnd(
  { disk }: VirtualDevice,
  loss: Promise<PowerCut>,
  end: Promise<unknown>,
): Promise<FlownCut> {
  await Promise.race([loss, end])
  const inTime = !disk.isOn
  if (!inTime) disk.cut()
  return { ...(await loss), inTime }
}

/** Arms the cut when the plan's moment comes. Returns how to wait for that no longer. */
function aimAt(
  { backend, disk }: VirtualDevice,
  { aim: { after }, trigger }: PowerPlan,
  activityId: string,
): () => void {
  // Commands are repeated after a boot: it counts from the first one.
  let isWaiting = after !== undefined
  if (!after) disk.arm(trigger)
  const command = after && topicsOf(after.domain).command
  backend.wire.onMessage(({ topic, json }) => {
    if (!isWaiting || topic !== command || json?.activityId !== activityId) return
    if (json.payload?.command !== after?.command) return
    isWaiting = false
    if (disk.isOn) disk.arm(trigger)
  })
  return () => {
    isWaiting = false
  }
}

async function desiredState(device: VirtualDevice, version: string): Promise<DesiredState> {
  return {
    domains: [
      { id: 'firmware', components: [await device.firmware({ version })] },
      { id: 'software', components: [await device.software(version)] },
    ],
  }
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
    return { problem: inWords(error) }
  }
}
