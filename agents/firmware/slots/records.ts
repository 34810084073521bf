/**
 * What is known of the slots' content, kept outside of the slots.
 *
 * Invariant: a slot has a record exactly while its whole image is known to be in it, verified. The record is dropped
 * before the first byte is written, and made after the last one was read back.
 */
import type { Collection, DocumentSchema } from '../../../platform/store/store.ts'
import type { Content } from '../../artifacts/packing/unpack.ts'
import type { Slot } from '../boot/boot-control.ts'

export interface SlotRecord {
  version: string
  /** Subresource integrity of the artifact that the image came in. */
  integrity: string
  /** What the slot holds, where its installer could tell. */
  content?: Content
}

export interface SlotRecords {
  a?: SlotRecord
  b?: SlotRecord
  /** The last version whose trial ended with a boot into the old slot. */
  lastFailure?: { version: string; slot: Slot }
}

/** The shape of the documents in the collection that is passed to `createFirmwareAgent`. */
export const slotRecordsSchema: DocumentSchema<SlotRecords> = { version: 1 }

export interface SlotRecordBook {
  read(): Promise<SlotRecords>
  remember(slot: Slot, record: SlotRecord): Promise<void>
  forget(slot: Slot): Promise<void>
  noteFailure(version: string, slot: Slot): Promise<void>
  /** The version has proved itself: an earlier failure of the same version is history. */
  noteSuccess(version: string): Promise<void>
}

/** The records of one component's slots. Every change is durable when its promise resolves. */
export function slotRecordBook(collection: Collection<SlotRecords>, component: string): SlotRecordBook {
  const read = async () => (await collection.read(component)) ?? {}
  const change = async (edit: (records: SlotRecords) => SlotRecords) =>
    collection.write(component, edit(await read()))
  return {
    read,
    remember: (slot, record) => change((records) => ({ ...records, [slot]: record })),
    forget: (slot) => change(({ [slot]: _dropped, ...kept }) => kept),
    noteFailure: (version, slot) => change((records) => ({ ...records, lastFailure: { version, slot } })),
    noteSuccess: (version) =>
      change(({ lastFailure, ...kept }) =>
        lastFailure && lastFailure.version !== version ? { ...kept, lastFailure } : kept,
      ),
  }
}
