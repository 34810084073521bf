/** One installation, from its beginning to the proof that it is in the slot, over interruptions of agent and RAUC. */
import type { Log } from '../../../platform/log.ts'
import { GodwitError } from '../../../spec/index.ts'
import { otherSlot, type Slot } from '../boot/boot-control.ts'
import type { InstallOptions } from '../installer.ts'
import { RaucLost, RaucRefusal } from './connection.ts'
import type { RaucService } from './service.ts'
import type { RaucSlot } from './slots.ts'
import type { Target } from './targets.ts'

export interface BundleInstallation {
  rauc: RaucService
  log: Log
  names: Record<Slot, string>
  slot: Slot
  /** Of the bundle. */
  path: string
  /** What is to be in the slots afterwards. */
  targets: Target[]
}

/** How often an installation is begun when RAUC ends in the middle of it. */
const attempts = 3

/** How many installations the slots had seen before ours, by name: a note that tells, after a crash, whether it came to its end. */
const installsBefore = 'raucInstallsBefore'

/**
 * Has the bundle installed, unless RAUC has completed just that since this installation was first begun. Rejects with
 * IMAGE_REFUSED where RAUC turned it down before it touched the slot, else with SLOT_WRITE_FAILED.
 */
export async function installBundle(given: BundleInstallation, options: InstallOptions): Promise<void> {
  const { rauc, targets } = given
  await rauc.idle(options)
  const before = options.notes.get(installsBefore) as Record<string, number> | undefined
  if (before === undefined || !isComplete(targets, await rauc.slots(), before)) {
    const installs = targets.map(({ slot }) => [slot.name, slot.installs] as const)
    await options.notes.set(installsBefore, Object.fromEntries(installs))
    await installPatiently(given, options)
  }
  await takeSwitchBack(given)
  if (!isComplete(targets, await rauc.slots())) throw notInstalled(given)
}

/** Whether the slots hold the images by RAUC's word; with `before`, by an installation since then. */
function isComplete(targets: Target[], now: RaucSlot[], before?: Record<string, number>): boolean {
  return targets.every(({ image, slot: { name } }) => {
    const slot = now.find((one) => one.name === name)
    if (slot?.status !== 'ok' || slot.sha256 !== image.sha256) return false
    return before === undefined || slot.installs > (before[name] ?? 0)
  })
}

/** RAUC may be killed in the middle; whoever supervises it starts it again, and then the installation. */
async function installPatiently(given: BundleInstallation, options: InstallOptions): Promise<void> {
  const { rauc, log, path } = given
  for (let attempt = 1; ; attempt += 1) {
    const slotsTouched = newTouchGuess(given)
    const onProgress: InstallOptions['onProgress'] = (percent, message) => {
      slotsTouched.hear(message)
      options.onProgress(percent, message)
    }
    try {
      return await rauc.install(path, { signal: options.signal, onProgress })
    } catch (error) {
      if (error instanceof RaucRefusal) throw refused(error, slotsTouched.said())
      if (!(error instanceof RaucLost) || attempt === attempts) throw error
      log.warn({ error, attempt }, 'RAUC ended in the middle of an installation; it begins anew')
    }
  }
}

/**
 * RAUC tells neither by a code nor by a property whether it has begun to write. But once it is at the slots, and not
 * before, its progress names them.
 */
function newTouchGuess({ targets }: BundleInstallation) {
  let touched = false
  return {
    hear(message: string) {
      touched ||= targets.some(({ slot }) => message.includes(slot.name))
    },
    said: () => touched,
  }
}

function refused(error: RaucRefusal, slotsTouched: boolean): GodwitError {
  return slotsTouched
    ? new GodwitError('SLOT_WRITE_FAILED', `RAUC could not write the slot: ${error.message}`, {
        cause: error,
      })
    : new GodwitError('IMAGE_REFUSED', `RAUC does not install the bundle: ${error.message}`, { cause: error })
}

/** Where RAUC's configuration could not be read, it may have RAUC switch by itself. */
async function takeSwitchBack({ rauc, names, slot, log }: BundleInstallation): Promise<void> {
  const primary = await rauc.primary().catch((error) => {
    if (error instanceof RaucRefusal) return undefined
    throw error
  })
  if (primary !== names[slot]) return
  await rauc.mark('active', names[otherSlot(slot)])
  await rauc.mark('bad', names[slot])
  const advice = 'set activate-installed=false in the [system] section of its system.conf'
  log.warn(
    { slot: names[slot] },
    `RAUC has switched to the new slot by itself, which was taken back: ${advice}`,
  )
}

function notInstalled({ targets }: BundleInstallation): GodwitError {
  const slots = targets.map(({ slot }) => slot.name).join(', ')
  const message = `RAUC says that it has installed the bundle, but not that ${slots} holds its image`
  return new GodwitError('SLOT_WRITE_FAILED', message, { retryable: true })
}
