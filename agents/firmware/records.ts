/**
 * What is known of the slots and of the versions that were tried in them, kept outside of the slots: both systems see it.
 *
 * Invariants:
 * - A slot has a record exactly while its whole image is known to be in it, verified. The record is dropped before the
 *   first byte is written, and made after the last one was read back.
 * - There is a trial from when its slot was made primary until it is committed or rolled back.
 * - The floor rises at a commit alone, and never falls.
 */
import type { Collection, DocumentSchema } from '../../platform/store/store.ts'
import type { Content } from '../artifacts/packing/unpack.ts'
import { compareVersions } from '../sdk/version-order.ts'
import type { Slot } from './boot/boot-control.ts'
import {
  type Failure,
  type Tried,
  type VersionHistory,
  withFailure,
  withoutFailure,
  withTrial,
} from './trial/history.ts'
import type { Trial } from './trial/trial.ts'

export interface SlotRecord {
  version: string
  /** Subresource integrity of the artifact that the image came in. */
  integrity: string
  /** What the slot holds, where its installer could tell. */
  content?: Content
}

export interface FirmwareRecords {
  a?: SlotRecord
  b?: SlotRecord
  trial?: Trial
  /** Of the versions that were tried last, the latest at the end. */
  history?: VersionHistory[]
  /** The oldest version that is taken. */
  floor?: string
}

/** The shape of the documents in the collection that is passed to `createFirmwareAgent`. */
export const firmwareRecordsSchema: DocumentSchema<FirmwareRecords> = { version: 1 }

export interface RecordBook {
  read(): Promise<FirmwareRecords>
  remember(slot: Slot, record: SlotRecord): Promise<void>
  forget(slot: Slot): Promise<void>
  /** The trial, as it is now; one that begins counts as a trial of its version. */
  noteTrial(trial: Trial): Promise<void>
  /** The trial is over, without a verdict on its version. */
  endTrial(): Promise<void>
  /** The version has failed. Once for one trial, however often it is said. */
  noteFailure(tried: Tried, failure: Failure): Promise<void>
  /** The trial is over: an earlier failure of the same version is history, and the floor may rise. */
  noteSuccess(tried: Tried, floor: string | undefined): Promise<void>
}

/** The records of one component's slots. Every change is durable when its promise resolves. */
export function recordBook(collection: Collection<FirmwareRecords>, component: string): RecordBook {
  const read = async () => (await collection.read(component)) ?? {}
  const change = async (edit: (records: FirmwareRecords) => FirmwareRecords) =>
    collection.write(component, edit(await read()))
  return {
    read,
    remember: (slot, record) => change((records) => ({ ...records, [slot]: record })),
    forget: (slot) => change(({ [slot]: _dropped, ...kept }) => kept),
    noteTrial: (trial) =>
      change(({ trial: before, history = [], ...kept }) => ({
        ...kept,
        trial,
        history: before?.activityId === trial.activityId ? history : withTrial(history, trial),
      })),
    endTrial: () => change(({ trial: _over, ...kept }) => kept),
    noteFailure: (tried, failure) =>
      change((records) => ({ ...records, history: withFailure(records.history ?? [], tried, failure) })),
    noteSuccess: (tried, floor) =>
      change(({ trial: _over, ...kept }) => ({
        ...kept,
        history: withoutFailure(kept.history ?? [], tried),
        ...risen(kept.floor, floor),
      })),
  }
}

function risen(floor: string | undefined, to: string | undefined): Pick<FirmwareRecords, 'floor'> {
  if (to === undefined) return {}
  return { floor: floor !== undefined && compareVersions(floor, to) > 0 ? floor : to }
}
