import { GodwitError } from '../../../spec/index.ts'
import { inspectSlot } from '../raw/slot-device.ts'
import type { RaucBundle, RaucImage } from './bundle.ts'
import type { RaucSlot } from './slots.ts'
import type { Target } from './targets.ts'

/**
 * Refuses a trusted bundle that is not for this device: INCOMPATIBLE; without an image for the slot: IMAGE_REFUSED; or with
 * one that is larger than its slot: SLOT_TOO_SMALL. RAUC looks at all of this too, but says it in words alone.
 */
export async function assertInstallable(
  { bundle, targets }: { bundle: RaucBundle; targets: Target[] },
  device: { compatible: string; target: RaucSlot },
  component: string,
): Promise<void> {
  const { compatible, target } = device
  if (bundle.compatible !== compatible) {
    const message = `the bundle is made for "${bundle.compatible}", this device takes bundles for "${compatible}"`
    throw new GodwitError('INCOMPATIBLE', message, { component })
  }
  if (!targets.some(({ slot }) => slot.name === target.name)) {
    const message = `the bundle has no image for slots of class ${target.class}`
    throw new GodwitError('IMAGE_REFUSED', message, { component })
  }
  for (const one of targets) await assertFits(one, component)
}

async function assertFits({ image, slot }: Target, component: string): Promise<void> {
  if (!isCopied(image)) return
  const { capacity, path } = await inspectSlot(slot.device)
  if (image.size <= capacity) return
  const message = `image ${image.filename} has ${image.size} bytes, slot ${slot.name} (${path}) takes ${capacity}`
  throw new GodwitError('SLOT_TOO_SMALL', message, { component })
}

/** Archives are unpacked into a file system, and chunk indexes are put together: their own size says nothing. */
function isCopied({ filename }: RaucImage): boolean {
  return !/\.(tar(\.\w+)?|tgz|catar|caibx|caidx)$/.test(filename)
}
