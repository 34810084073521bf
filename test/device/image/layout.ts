/** The virtual device's disk: a partition table of four, GRUB in front of the first one. Pure. */
import type { Extent } from '../disk/extent.ts'

const mebibyte = 1 << 20

/** The loader's files and environment, two slots, and what outlives an update. In this order `/dev/vda1` to `vda4`. */
export const partitionNames = ['loader', 'slotA', 'slotB', 'data'] as const
export type PartitionName = (typeof partitionNames)[number]

const sizes: Record<PartitionName, number> = {
  loader: 8 * mebibyte,
  slotA: 24 * mebibyte,
  slotB: 24 * mebibyte,
  data: 128 * mebibyte,
}

/** GRUB's core image lies between the table and the first partition. */
const firstPartition = mebibyte

export const partitions: Readonly<Record<PartitionName, Extent>> = placed()

/** Bytes. */
export const diskSize = partitions.data.offset + partitions.data.length

function placed(): Record<PartitionName, Extent> {
  let offset = firstPartition
  const places = partitionNames.map((name) => {
    const extent = { offset, length: sizes[name] }
    offset += sizes[name]
    return [name, extent] as const
  })
  return Object.fromEntries(places) as Record<PartitionName, Extent>
}

/** The master boot record's second half: an active first partition, all of Linux, and the signature. */
export function partitionTable(): Buffer {
  const table = Buffer.alloc(66)
  for (const [index, name] of partitionNames.entries()) {
    const entry = table.subarray(16 * index)
    entry[0] = index === 0 ? 0x80 : 0
    entry[4] = 0x83
    entry.writeUInt32LE(partitions[name].offset / 512, 8)
    entry.writeUInt32LE(partitions[name].length / 512, 12)
  }
  table.writeUInt16BE(0x55aa, 64)
  return table
}
