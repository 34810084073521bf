/**
 * Packages of SWUpdate (.swu), installed by its daemon.
 *
 * Invariants:
 * - A package is handed to the daemon only after its own check has passed, and only with a selection that writes the slot
 *   and not the running one, whatever the package calls them.
 * - The daemon is one for all: what it was doing for an agent that was killed is over before an installation begins.
 * - Packages change no boot variables; that stays with Godwit's boot control. What SWUpdate notes there of itself is
 *   reported, and decides nothing.
 */
import { open } from 'node:fs/promises'
import { type Clock, systemClock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { Content } from '../../artifacts/packing/unpack.ts'
import { otherSlot, type Slot } from '../boot/boot-control.ts'
import type { Installer, InstallOptions, StoredImage } from '../installer.ts'
import { slotHolds } from '../raw/read-back.ts'
import { inspectSlot } from '../raw/slot-device.ts'
import { assertUnused } from '../raw/slot-file.ts'
import { transferError } from '../raw/transfer.ts'
import { checkPackage } from './check.ts'
import { installByClient } from './client.ts'
import { hardwareOf } from './hardware.ts'
import { readSwuPackage } from './package/swu-package.ts'
import { type Progress, watchProgress } from './progress.ts'
import { type ReadBootVariables, readRecoveryStatus } from './recovery-status.ts'
import { assertInstallable } from './selected-images.ts'
import type { SwupdateSettings } from './settings.ts'
import { isListening } from './sockets.ts'

/** Installing is the first part of the progress, reading back the rest. */
const installShare = 0.8

export interface SwupdatePorts {
  log: Log
  clock?: Clock
  /** Of the boot loader that SWUpdate notes its own state in, where there is one. */
  bootVariables?: ReadBootVariables | undefined
}

/** The installer of .swu packages for slots at these paths. */
export function swupdateInstaller(
  settings: SwupdateSettings,
  slots: Readonly<Record<Slot, string>>,
  { log, clock = systemClock, bootVariables }: SwupdatePorts,
): Installer {
  const look = (image: StoredImage, slot: Slot) => lookInto(settings, slots, image, slot)
  return {
    async assertFits({ artifact, component }) {
      if (artifact.packed !== undefined) throw packed(component)
      // How much a package unpacks to is in the package.
    },
    async inspect(image, slot, signal) {
      await look(image, slot)
      await checkPackage(settings, image.stored.path, settings.selections[slot], signal)
    },
    async install(image, slot, options) {
      const content = await look(image, slot)
      const { leftover } = await readRecoveryStatus(bootVariables)
      if (leftover) log.warn({ slot }, `${leftover}; the slot is written anew`)
      await install(settings, image, slot, { ...options, clock, log })
      await sync(slots[slot], options.signal)
      if (!content || (await readBack(content, slots[slot], slot, options))) return content
      throw notWhatWasInstalled(slots[slot])
    },
    async holds(image, slot, record, options) {
      const content = (await look(image, slot)) ?? record.content
      return content !== undefined && readBack(content, slots[slot], slot, options)
    },
    explain: async () => ({
      'selection.a': settings.selections.a,
      'selection.b': settings.selections.b,
      daemon: (await isListening(settings.socketFolder)) ? 'ready' : 'not running',
      ...(await readRecoveryStatus(bootVariables)).words,
    }),
  }
}

async function lookInto(
  settings: SwupdateSettings,
  slots: Readonly<Record<Slot, string>>,
  { stored, component }: StoredImage,
  slot: Slot,
): Promise<Content | undefined> {
  const target = await inspectSlot(slots[slot])
  await assertUnused(target)
  return assertInstallable(await readSwuPackage(stored.path), {
    component,
    selection: settings.selections[slot],
    hardware: await hardwareOf(settings.hardware),
    slot: target,
    other: await inspectSlot(slots[otherSlot(slot)]),
  })
}

async function install(
  settings: SwupdateSettings,
  { stored }: StoredImage,
  slot: Slot,
  { signal, onProgress, clock, log }: InstallOptions & { clock: Clock; log: Log },
): Promise<void> {
  const daemon = { waiting: false, atWork: false }
  const tell = ({ percent, image }: Progress) => {
    daemon.atWork = true
    // What it does for somebody else is no progress of this image.
    if (!daemon.waiting) onProgress(installShare * percent, `installing ${image} into slot ${slot}`)
  }
  const work = () =>
    installByClient(settings, stored.path, settings.selections[slot], {
      signal,
      clock,
      onCall() {
        daemon.waiting = false
      },
      onWait() {
        const wasAtWork = daemon.atWork
        Object.assign(daemon, { waiting: true, atWork: false })
        onProgress(0, 'waiting for SWUpdate to be ready')
        return wasAtWork
      },
      onInterruption() {
        log.warn({ slot }, 'SWUpdate ended in the middle of an installation; it begins anew')
      },
    })
  await watchProgress(settings, tell, work, clock)
}

/** SWUpdate does not wait for the disk. What it has written through another descriptor is the device's all the same. */
async function sync(path: string, signal: AbortSignal): Promise<void> {
  try {
    await using device = await open(path, 'r+')
    await device.sync()
  } catch (cause) {
    throw transferError(`slot ${path} could not be written`, cause, signal)
  }
}

async function readBack(
  content: Content,
  path: string,
  slot: Slot,
  { signal, onProgress }: InstallOptions,
): Promise<boolean> {
  return slotHolds(content, await inspectSlot(path), {
    signal,
    onProgress: (share) =>
      onProgress(100 * (installShare + (1 - installShare) * share), `reading back slot ${slot}`),
  })
}

function packed(component: string): GodwitError {
  const message =
    'a package is installed as it is: SWUpdate unpacks it, so the component must not have `packed`'
  return new GodwitError('INVALID_COMPONENT', message, { component })
}

function notWhatWasInstalled(path: string): GodwitError {
  const message = `slot ${path} does not hold what SWUpdate has installed: its storage may be damaged`
  return new GodwitError('SLOT_WRITE_FAILED', message, { retryable: true })
}
