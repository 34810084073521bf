/**
 * Goes through crash states of a recorded campaign, and tells which of them no boot could go on from. No machine is
 * started: a state takes some hundredths of a second, and what is the same in two states is looked at once.
 */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Scope } from '../../support/scope.ts'
import { memoryFolder } from '../../support/temp.ts'
import { type LoggedEvent, openDiskLog, type RecordedLog } from '../disk/disk-log.ts'
import { intersection } from '../disk/extent.ts'
import { type PartitionName, partitions } from '../image/layout.ts'
import { newVersion, oldVersion } from '../versions.ts'
import { contradictions } from './contradictions.ts'
import type { CrashState } from './crash-state.ts'
import { type Data, type Loader, readData, readLoader } from './on-disk.ts'
import type { Recording } from './record.ts'
import { openReplayedDisk, type ReplayedDisk } from './replayed-disk.ts'

export interface BadState {
  state: CrashState
  /** In words. */
  problems: string[]
}

export interface Replay {
  /** States that were looked at. */
  states: number
  /** File systems among them with contents of their own. */
  distinct: number
  bad: BadState[]
}

/** At the same time; most of the work is done by programs. */
const lanes = 2

/** Looks at all states, which come in the order of their places. */
export async function replay(
  scope: Scope,
  recording: Recording,
  states: (log: RecordedLog) => CrashState[],
): Promise<Replay> {
  const log = openDiskLog(recording.log)
  scope.defer(() => log.close())
  const all = states(log)
  const inspect = inspector(log.events, recording)
  const share = Math.ceil(all.length / lanes)
  const results = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const folder = await memoryFolder(scope, 'replay')
      const medium = openReplayedDisk(recording.image, log, folder)
      scope.defer(() => medium.close())
      return goThrough(all.slice(lane * share, (lane + 1) * share), medium, (state) =>
        inspect.problems(state, medium, folder),
      )
    }),
  )
  return { states: all.length, distinct: inspect.distinct(), bad: results.flat() }
}

async function goThrough(
  states: CrashState[],
  medium: ReplayedDisk,
  problemsOf: (state: CrashState) => Promise<string[]>,
): Promise<BadState[]> {
  const bad: BadState[] = []
  for (const state of states) {
    const leave = medium.enter(state)
    const problems = await problemsOf(state).catch((error: Error) => [error.message])
    leave()
    if (problems.length > 0) bad.push({ state, problems })
  }
  return bad
}

function inspector(events: readonly LoggedEvent[], { images }: Recording) {
  const signatureOf = signatures(events)
  const loaders = new Map<string, Promise<Loader>>()
  const data = new Map<string, Promise<Data>>()
  const slots = new Map<string, Promise<string | undefined>>()
  return {
    distinct: () => data.size,
    async problems(state: CrashState, medium: ReplayedDisk, folder: string): Promise<string[]> {
      const own = (name: string) => folderIn(folder, name)
      const loader = await once(loaders, signatureOf(state, 'loader'), async () =>
        readLoader(medium.file('loader'), await own('loader-files')),
      )
      const slotA = await once(slots, signatureOf(state, 'slotA'), () =>
        versionIn(medium.file('slotA'), images),
      )
      const found = await once(data, signatureOf(state, 'data'), async () =>
        readData(medium.file('data'), await own('data-files')),
      )
      return contradictions({ loader, data: found, slotA, told: state.told })
    },
  }
}

async function folderIn(folder: string, name: string): Promise<string> {
  const made = path.join(folder, name)
  await mkdir(made, { recursive: true })
  return made
}

function once<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? find()
  known.set(key, found)
  return found
}

/** Which version's image the slot holds. */
async function versionIn(file: string, images: Recording['images']): Promise<string | undefined> {
  const slot = await readFile(file)
  for (const version of [oldVersion, newVersion]) {
    if (slot.equals(await readFile(images[version] ?? ''))) return version
  }
  return undefined
}

/** Says which bytes a partition has in a state, in a word that is the same for the same bytes. */
function signatures(events: readonly LoggedEvent[]) {
  const counts = new Map<PartitionName, number[]>()
  const touches = (name: PartitionName, event: LoggedEvent) =>
    event.is === 'write' && intersection(event, partitions[name]) !== undefined
  const countsOf = (name: PartitionName) => {
    let count = 0
    const known = counts.get(name) ?? [0, ...events.map((event) => (touches(name, event) ? ++count : count))]
    counts.set(name, known)
    return known
  }
  return ({ flushed, landed }: CrashState, name: PartitionName): string => {
    const runs = landed.flatMap(({ write, runs }) =>
      runs
        .filter((run) => intersection(run, partitions[name]) !== undefined)
        .map(({ offset, length }) => `${write.at ?? 'zeros'}@${offset}+${length}`),
    )
    return `${countsOf(name)[flushed]} ${runs.join(' ')}`
  }
}
