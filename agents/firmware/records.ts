/**
 * What is known of the slots and of the versions that were tried in them, kept outside of the slots: both systems see it.
 *
 * Invariants:
 * - A slot has a record exactly while its whole image is known to be in it, verified. The record is dropped before the
 *   first byte is written, and made after the last one was read back.
 * - There is a trial from when its slot was made primary until it is committed or rolled back.
 * - The floor rises at a commit alone, and never falls.
 * - Changes are made one after the other, each to what the one before has left.
 */
import type { Collection, DocumentSchema } from '../../platform/store/store.ts'
import type { Content } from '../artifacts/packing/unpack.ts'
import { compareVersions } from '../sdk/version-order.ts'
import type { Slot } from './boot/boot-control.ts'
import { oneAtATime } from './boot/one-at-a-time.ts'
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
  /** The oldest version that is taken: what an image that was committed has asked for. */
  floor?: string
  /** The version that was committed last. */
  committed?: string
}

/** The shape of the documents in the collection that is passed to `createFirmwareAgent`. */
export const firmwareRecordsSchema: DocumentSchema<FirmwareRecords> = { version: 1 }

export interface RecordBook {
  read(): Promise<FirmwareRecords>
  remember(slot: Slot, record: SlotRecord): Promise<void>
  forget(slot: Slot): Promise<void>
  /** A trial begins, or is told anew; that of another campaign than before counts as one more of its version. */
  noteTrial(trial: Trial): Promise<void>
  /** What has become of the trial of this campaign; nothing where it is over. */
  changeTrial(activityId: string, change: Partial<Trial>): Promise<void>
  /** The trial is over, without a verdict on its version. */
  endTrial(): Promise<void>
  /** The version has failed. Once for one trial, however often it is said. */
  noteFailure(tried: Tried, failure: Failure): Promise<void>
  /** The trial is over, and committed: an earlier failure of the same version is history, and the floor may rise. */
  noteSuccess(tried: Tried, floor: string | undefined): Promise<void>
}

/** The records of one component's slots. Every change is durable when its promise resolves. */
export function recordBook(collection: Collection<FirmwareRecords>, component: string): RecordBook {
  const read = async () => (await collection.read(component)) ?? {}
  const inTurn = oneAtATime()
  const change = (edit: (records: FirmwareRecords) => FirmwareRecords) =>
    inTurn(async () => collection.write(component, edit(await read())))
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
    changeTrial: (activityId, changes) =>
      change((records) => {
        if (records.trial?.activityId !== activityId) return records
        return { ...records, trial: { ...records.trial, ...changes } }
      }),
    endTrial: () => change(({ trial: _over, ...kept }) => kept),
    noteFailure: (tried, failure) =>
      change((records) => ({ ...records, history: withFailure(records.history ?? [], tried, failure) })),
    noteSuccess: (tried, floor) =>
      change(({ trial: _over, ...kept }) => ({
        ...kept,
        history: withoutFailure(kept.history ?? [], tried),
        committed: tried.version,
        ...risen(kept.floor, floor),
      })),
  }
}

function risen(floor: string | undefined, to: string | undefined): Pick<FirmwareRecords, 'floor'> {
  if (to === undefined) return {}
  return { floor: floor !== undefined && compareVersions(floor, to) > 0 ? floor : to }
}
