/**
 * What puts an image into a slot, as a port: Godwit's own writer of raw images, RAUC, or SWUpdate.
 *
 * Who does what: an installer knows images and slots. The agent knows campaigns: it chooses the slot, marks it bad before
 * the first byte and keeps the record of what is in it. Boot control alone makes a slot primary, in ACTIVATE and never
 * before: an installer whose program switches by itself has it told not to, or takes the switch back at once.
 */
import type { KeyValue } from '../../spec/index.ts'
import type { ArtifactDescription, StoredArtifact } from '../artifacts/artifacts.ts'
import type { Content } from '../artifacts/packing/unpack.ts'
import type { Scratch } from '../sdk/agent.ts'
import type { Slot } from './boot/boot-control.ts'
import type { SlotRecord } from './records.ts'

export interface Installer {
  /**
   * Before the download: refuses an image that is known not to fit into the slot, by what its component says of it.
   * Changes nothing. Rejects with SLOT_TOO_SMALL, INVALID_COMPONENT, SLOT_WRITE_FAILED.
   */
  assertFits(image: PlannedImage, slot: Slot): Promise<void>
  /**
   * Refuses a downloaded image that cannot, or must not, be installed: damaged, not signed by whom the device trusts, made
   * for something else, too large; or a slot that is not to be written. Changes nothing. Called at the end of DOWNLOAD and
   * again before UPDATE touches the slot. Rejects with IMAGE_REFUSED, INCOMPATIBLE, SLOT_TOO_SMALL, SLOT_WRITE_FAILED.
   */
  inspect(image: StoredImage, slot: Slot, signal: AbortSignal): Promise<void>
  /**
   * Writes the image into the slot; when it resolves, the slot holds it, verified and on the disk. What it resolves with
   * is what the slot now holds, where the installer can tell. Idempotent: begun anew after a crash, it goes on or starts
   * over. Stops soon after the signal aborts, by throwing its reason. Rejects with SLOT_WRITE_FAILED, or as `inspect`.
   */
  install(image: StoredImage, slot: Slot, options: InstallOptions): Promise<Content | undefined>
  /**
   * Whether the slot holds what its record says, which was written from the same artifact. What is not implemented is not
   * known: the image is installed again.
   */
  holds?(image: StoredImage, slot: Slot, record: SlotRecord, options: InstallOptions): Promise<boolean>
  /**
   * For an installer whose program goes on without the agent: waits for the end of what an earlier process of the agent
   * has begun, however it ends. Called before UPDATE, and before a rollback, does anything else. Stops soon after the signal aborts, by throwing.
   */
  settle?(options: InstallOptions): Promise<void>
  /** More of the slots for the inventory, for people: words by a short name, in a stable order. Nobody parses it. */
  explain?(): Promise<Record<string, string>>
}

/** An image as a component of the desired state asks for it. */
export interface PlannedImage {
  component: string
  version: string
  artifact: ArtifactDescription
  /** The component's own configuration. */
  config: KeyValue[]
}

/** And when it has been downloaded. */
export interface StoredImage extends PlannedImage {
  stored: StoredArtifact
}

export interface InstallOptions {
  signal: AbortSignal
  /** How much of it is done, in per cent, and what is being done. */
  onProgress(percent: number, message: string): void
  /** What the installer has to know if it is asked again, after a crash or a reboot. */
  notes: Scratch
}
