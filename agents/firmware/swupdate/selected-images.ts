/**
 * What the agent itself checks of a package before SWUpdate is asked: SWUpdate writes what it is told to, to wherever the
 * package says, and begins before it has seen all of it.
 */

import { GodwitError } from '../../../spec/index.ts'
import type { Content } from '../../artifacts/packing/unpack.ts'
import { inspectSlot, type SlotDevice } from '../raw/slot-device.ts'
import { acceptsRevision, type Hardware } from './hardware.ts'
import { boardsWith, type PackageImage, type Selected, select } from './package/description.ts'
import type { SwuPackage } from './package/swu-package.ts'

export interface Target {
  component: string
  /** As in `stable,copy1`. */
  selection: string
  hardware: Hardware | undefined
  slot: SlotDevice
  /** The slot that must not be written: the device runs from it, or is to be able to. */
  other: SlotDevice
}

/**
 * Refuses a package whose selection is not there, is for other hardware, sets boot variables, leaves the slot alone, does
 * not fit into it, or would write to the other slot. Answers what the slot will hold, where the package tells.
 * Rejects with IMAGE_REFUSED, INCOMPATIBLE, SLOT_TOO_SMALL, SLOT_WRITE_FAILED.
 */
export async function assertInstallable(swu: SwuPackage, target: Target): Promise<Content | undefined> {
  const { slot, other, selection, component } = target
  if (slot.identity === other.identity) {
    throw new GodwitError('SLOT_WRITE_FAILED', `slots ${slot.path} and ${other.path} are the same`)
  }
  const selected = selectedOf(swu, target)
  assertRevision(selected, target)
  if (selected.setsBootVariables) {
    throw refused(target, `its selection "${selection}" changes the boot loader, which is for Godwit to do`)
  }
  const images: PackageImage[] = []
  for (const image of selected.images) {
    const identity = await identityOf(image)
    if (identity === other.identity) {
      const message = `the package's selection "${selection}" writes ${image.filename} to ${image.device}, which is the other slot`
      throw new GodwitError('SLOT_WRITE_FAILED', message, { component })
    }
    if (identity === slot.identity) images.push(image)
  }
  if (images.length === 0) throw refused(target, `its selection "${selection}" does not write ${slot.path}`)
  for (const image of images) assertSize(image, swu, target)
  return contentOf(images, swu)
}

function selectedOf(swu: SwuPackage, target: Target): Selected {
  const { selection, hardware, component } = target
  try {
    const selected = select(swu.description, selection, hardware?.board)
    if (selected) return selected
  } catch (cause) {
    const what = `its sw-description cannot be checked: ${(cause as Error).message}`
    throw refused(target, what, cause)
  }
  const boards = boardsWith(swu.description, selection)
  if (!hardware || boards.length === 0) throw refused(target, `it has no selection "${selection}"`)
  const message = `the package is made for ${boards.join(', ')}; this device is ${hardware.board}`
  throw new GodwitError('INCOMPATIBLE', message, { component })
}

function assertRevision({ revisions }: Selected, { hardware, component }: Target): void {
  if (!hardware || acceptsRevision(revisions, hardware)) return
  const { board, revision } = hardware
  const made =
    revisions.length === 0 ? 'does not say what it is made for' : `is made for ${revisions.join(', ')}`
  const message = `the package ${made}; this device is ${board}, revision ${revision}`
  throw new GodwitError('INCOMPATIBLE', message, { component })
}

/** Undefined for what goes elsewhere than to a device or file that is there: to a UBI volume, into a file system. */
async function identityOf({ device }: PackageImage): Promise<string | undefined> {
  if (!device.startsWith('/')) return undefined
  return inspectSlot(device).then(
    ({ identity }) => identity,
    () => undefined,
  )
}

function assertSize(image: PackageImage, { sizes }: SwuPackage, { slot, component }: Target): void {
  const size = image.plain ? sizes.get(image.filename) : image.unpackedSize
  if (size === undefined || size <= slot.capacity) return
  const message = `${image.filename} has ${size} bytes, slot ${slot.path} takes ${slot.capacity}`
  throw new GodwitError('SLOT_TOO_SMALL', message, { component })
}

/** Of what is packed, encrypted or put to an offset the package does not tell what the slot will hold. */
function contentOf([image, ...others]: PackageImage[], { sizes }: SwuPackage): Content | undefined {
  if (!image?.plain || image.sha256 === undefined || others.length > 0) return undefined
  const size = sizes.get(image.filename)
  if (size === undefined) return undefined
  return { size, integrity: `sha256-${Buffer.from(image.sha256, 'hex').toString('base64')}` }
}

function refused({ component }: Target, what: string, cause?: unknown): GodwitError {
  return new GodwitError('IMAGE_REFUSED', `the package cannot be installed: ${what}`, { component, cause })
}
