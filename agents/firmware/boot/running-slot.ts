/** What the running system was booted from: one of the two slots, or the rescue system. */
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { GodwitError } from '../../../spec/index.ts'
import { deviceNumber } from '../device-number.ts'
import type { BootedSlot, Slot } from './boot-control.ts'

/** What the boot script calls the slots. */
export type SlotNames = Readonly<Record<Slot, string>>

export interface RunningSlotSettings {
  names: SlotNames
  /** What the boot script calls the rescue system, where there is one. */
  rescueName?: string | undefined
  /** The slots' block devices, to compare the root file system with. */
  devices: Readonly<Record<Slot, string>>
  /** The parameter of the kernel's command line that names the slot, besides `godwit.slot` and `rauc.slot`. */
  kernelParameter?: string | undefined
}

/** Where the kernel tells of itself. */
export interface KernelView {
  commandLine(): Promise<string>
  /** Device number, as in `8:2`, of what is mounted as the root file system. */
  rootDevice(): Promise<string | undefined>
  /** Device number of a block device; undefined where the path is none. */
  deviceNumber(path: string): Promise<string | undefined>
}

/**
 * What the boot script has told the kernel counts; without it the device that is mounted as root, or that the kernel was
 * told to mount (`root=`), is looked for among the slots. Rejects with BOOT_CONTROL_FAILED where nothing tells.
 */
export async function runningSlot(
  settings: RunningSlotSettings,
  kernel: KernelView = systemKernel,
): Promise<BootedSlot> {
  const parameters = parametersOf(await kernel.commandLine())
  const slot = namedSlot(settings, parameters) ?? (await mountedSlot(settings, parameters, kernel))
  if (slot) return slot
  const { a, b } = settings.devices
  const message = `cannot tell which slot is running: the kernel's command line has no godwit.slot=${settings.names.a} or godwit.slot=${settings.names.b}, and the root file system is neither on ${a} nor on ${b}`
  throw new GodwitError('BOOT_CONTROL_FAILED', message)
}

/** The last value of each parameter. */
function parametersOf(commandLine: string): ReadonlyMap<string, string> {
  const words = commandLine.trim().split(/\s+/)
  return new Map(words.map((word) => [word.split('=', 1)[0] ?? '', word.slice(word.indexOf('=') + 1)]))
}

function namedSlot(
  { names, rescueName, kernelParameter }: RunningSlotSettings,
  parameters: ReadonlyMap<string, string>,
): BootedSlot | undefined {
  const keys = [...(kernelParameter ? [kernelParameter] : []), 'godwit.slot', 'rauc.slot']
  for (const key of keys) {
    const value = parameters.get(key)
    const slot = (['a', 'b'] as const).find((one) => value === names[one] || value === one)
    if (slot) return slot
    if (value !== undefined && value === rescueName) return 'rescue'
  }
  return undefined
}

async function mountedSlot(
  { devices }: RunningSlotSettings,
  parameters: ReadonlyMap<string, string>,
  kernel: KernelView,
): Promise<Slot | undefined> {
  const told = pathOfRoot(parameters.get('root') ?? '')
  const roots = [await kernel.rootDevice(), told && (await kernel.deviceNumber(told))]
  for (const root of roots) {
    if (!root) continue
    if (root === (await kernel.deviceNumber(devices.a))) return 'a'
    if (root === (await kernel.deviceNumber(devices.b))) return 'b'
  }
  return undefined
}

/** UUID= and LABEL= name a file system, and both slots may hold the same image: only partitions are told apart. */
function pathOfRoot(root: string): string | undefined {
  const [, kind, name] = /^(PARTUUID|PARTLABEL)=(.+)$/.exec(root) ?? []
  if (kind && name) return `/dev/disk/by-${kind.toLowerCase()}/${name}`
  return path.isAbsolute(root) ? root : undefined
}

const systemKernel: KernelView = {
  commandLine: () => readFile('/proc/cmdline', 'utf8'),
  async rootDevice() {
    const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n')
    // Fields by proc(5): id, parent, major:minor, root, mount point. The last one mounted there is the one seen.
    const root = lines.map((line) => line.split(' ')).findLast((fields) => fields[4] === '/')
    return root?.[2]
  },
  async deviceNumber(file) {
    const found = await stat(file).catch(() => undefined)
    return found?.isBlockDevice() ? deviceNumber(found.rdev) : undefined
  },
}
