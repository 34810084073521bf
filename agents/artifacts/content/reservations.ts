/**
 * Whether everything that a campaign is going to write fits on the device, before its first byte is fetched.
 *
 * Counted for each file system: what is still to come of one's own needs, and of those of all other operations of the
 * device. To be called under the store's lock, so that two that ask at the same time are counted both.
 */
import type { Disk, FileSystem } from '../../../platform/disk.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { ContentStore } from './content-store.ts'
import { isSameHolder, type PinnedArtifact, type Pins } from './pins.ts'

export interface ReservationTools {
  /** Where the artifacts are. */
  folder: string
  store: ContentStore
  disk: Disk
  /** Bytes that are to stay free in each file system. */
  reserveFree: number
  /** Removes what nobody needs from the store, until so many bytes are free again where that is possible. */
  makeRoom(bytes: number): Promise<void>
}

interface Demand extends FileSystem {
  bytes: number
  /** For people. */
  parts: string[]
}

/** Throws DISK_FULL where what these pins reserve does not fit beside what all others do. */
export async function assertFits(pins: Pins, all: Pins[], tools: ReservationTools): Promise<void> {
  const demands = await demandOf([pins], tools)
  const own = new Set(pins.artifacts.map(({ id }) => id))
  const others = all.filter(({ holder }) => !isSameHolder(holder, pins.holder))
  const reserved = await demandOf(
    others.map((other) => ({ ...other, artifacts: other.artifacts.filter(({ id }) => !own.has(id)) })),
    tools,
  )
  for (const demand of demands.values()) {
    if (demand.bytes > 0) await assertDemand(demand, reserved.get(demand.id)?.bytes ?? 0, tools)
  }
}

async function assertDemand(demand: Demand, reserved: number, tools: ReservationTools): Promise<void> {
  const { disk, folder, reserveFree } = tools
  const missing = async () => demand.bytes + reserved + reserveFree - (await disk.freeBytes(demand.path))
  const bytes = await missing()
  if (bytes <= 0) return
  if ((await disk.fileSystemOf(folder)).id === demand.id) {
    await tools.makeRoom(bytes)
    if ((await missing()) <= 0) return
  }
  const free = await disk.freeBytes(demand.path)
  throw new GodwitError('DISK_FULL', explain(demand, { free, reserved, reserveFree }))
}

function explain(
  { bytes, parts, path }: Demand,
  { free, reserved, reserveFree }: { free: number; reserved: number; reserveFree: number },
): string {
  const left = Math.max(0, free - reserved - reserveFree)
  const less = [
    ...(reserved > 0 ? [`${reserved} that other operations have reserved`] : []),
    ...(reserveFree > 0 ? [`${reserveFree} that stay free`] : []),
  ]
  const available =
    less.length > 0 ? `${left} are available: ${free} less ${less.join(' and ')}` : `${free} are free`
  return `${bytes} bytes are needed in the file system of ${path} (${parts.join(', ')}), and ${available}`
}

/** What is still to come, for each file system. An artifact that several need comes once. */
async function demandOf(
  all: Pins[],
  { folder, store, disk }: ReservationTools,
): Promise<Map<string, Demand>> {
  const demands = new Map<string, Demand>()
  const add = async (where: string, bytes: number, part: string) => {
    const system = await disk.fileSystemOf(where)
    const demand = demands.get(system.id) ?? { ...system, bytes: 0, parts: [] }
    demand.bytes += bytes
    if (bytes > 0) demand.parts.push(part)
    demands.set(system.id, demand)
  }
  const artifacts = new Map(all.flatMap((pins) => pins.artifacts.map((artifact) => [artifact.id, artifact])))
  const sizes = await Promise.all([...artifacts.values()].map((artifact) => missingBytes(artifact, store)))
  const download = sizes.reduce((sum, bytes) => sum + bytes, 0)
  await add(folder, download, `${download} to download`)
  for (const { folders } of all) {
    for (const need of folders) await add(need.folder, need.bytes, `${need.bytes} for ${need.what}`)
  }
  return demands
}

async function missingBytes({ id, size }: PinnedArtifact, store: ContentStore): Promise<number> {
  return size === undefined ? 0 : Math.max(0, size - (await store.bytesAt(store.placeOfId(id))))
}
