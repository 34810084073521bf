/**
 * Bundles, installed by RAUC over D-Bus.
 *
 * Invariants:
 * - RAUC is told to install only where it is known which slot it will write, and that it will not switch to it.
 * - What RAUC's slot status says is believed only of an installation that has ended since ours began: RAUC 1.8 leaves the
 *   status of the one before in place until the new one is complete.
 */
import type { Log } from '../../../platform/log.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { Slot } from '../boot/boot-control.ts'
import type { Installer, StoredImage } from '../installer.ts'
import { assertInstallable } from './acceptance.ts'
import { type RaucCommand, readBundle } from './bundle.ts'
import { RaucUnavailable } from './connection.ts'
import { explainSlots } from './explain.ts'
import { installBundle } from './install-bundle.ts'
import type { RaucService } from './service.ts'
import { assertNoSwitch } from './system-config.ts'
import { type Target, targetSlot, targetsOf } from './targets.ts'

export interface RaucInstallerSettings extends RaucCommand {
  /** RAUC's names of the slots, as in `rootfs.0`. */
  slots: Record<Slot, string>
}

/** The installer of bundles. `log` gets what went wrong and was put right. */
export function raucInstaller(settings: RaucInstallerSettings, rauc: RaucService, log: Log): Installer {
  const { slots: names, systemConfig } = settings
  const assertReady = async (slot: Slot) => {
    await assertNoSwitch(systemConfig)
    return targetSlot(await rauc.slots(), names, slot)
  }
  const inspect = async ({ stored, component }: StoredImage, slot: Slot, signal: AbortSignal) => {
    const target = await assertReady(slot)
    const bundle = await readBundle(settings, stored.path, signal)
    const { compatible, variant } = await rauc.system()
    const targets = targetsOf(bundle, await rauc.slots(), target, variant)
    await assertInstallable({ bundle, targets }, { compatible, target }, component)
    return targets
  }
  return {
    assertFits: ({ artifact, component }, slot) =>
      telling(async () => {
        if (artifact.packed !== undefined) throw packed(component)
        await assertReady(slot)
      }),
    inspect: (image, slot, signal) => telling(async () => void (await inspect(image, slot, signal))),
    settle: (options) => telling(() => rauc.idle(options)),
    install: (image, slot, options) =>
      telling(async () => {
        const targets: Target[] = await inspect(image, slot, options.signal)
        await installBundle({ rauc, log, names, slot, path: image.stored.path, targets }, options)
        return undefined
      }),
    explain: () => telling(async () => explainSlots(names, await rauc.slots())),
  }
}

/** RAUC's own errors, as they are meant here. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof RaucUnavailable)) throw error
    throw new GodwitError('SLOT_WRITE_FAILED', error.message, { cause: error, retryable: true })
  }
}

function packed(component: string): GodwitError {
  const message = 'a bundle is installed as it is: RAUC unpacks it, so the component must not have `packed`'
  return new GodwitError('INVALID_COMPONENT', message, { component })
}
