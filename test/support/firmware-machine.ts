import { truncate, writeFile } from 'node:fs/promises'
import { overwriteAt } from '../../agents/firmware/boot/in-place.ts'
import { startProcess } from './process.ts'
import { runProgram } from './program-batch.ts'
import { isHere } from './programs.ts'
import type { Scope } from './scope.ts'

export const hasMachine = isHere('qemu-system-x86_64') && isHere('mkfs.ext4')

/**
 * A PC without an operating system: it runs what its firmware or first disk boots, until that says a line that matches.
 * Resolves with all lines of its serial port. Disks are raw files, which it may write to.
 */
export async function runMachine(
  scope: Scope,
  disks: string[],
  until: RegExp,
  more: string[] = [],
): Promise<string[]> {
  const drives = disks.flatMap((file) => ['-drive', `file=${file},format=raw,if=virtio,cache=unsafe`])
  const quiet = ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-serial', 'stdio']
  const options = ['-accel', 'tcg', '-m', '256', ...quiet, ...drives, ...more]
  const machine = startProcess(scope, 'qemu-system-x86_64', options, { name: 'machine' })
  await machine.waitForLine(until, 240_000)
  await machine.stop()
  return machine.lines.map((line) => line.replaceAll('\r', ''))
}

/** Bytes before the partition. */
export const partitionStart = 1 << 20
const partitionSize = 15 << 20

/** A disk with one partition, whose file system has the tree in it. */
export async function makeDisk(disk: string, tree: string): Promise<void> {
  await writeFile(disk, '')
  await truncate(disk, partitionStart + partitionSize)
  const where = ['-E', `offset=${partitionStart}`, disk, `${partitionSize >> 10}k`]
  await runProgram('mkfs.ext4', '-q', '-F', '-O', '^metadata_csum,^64bit', '-d', tree, ...where)
  const table = Buffer.alloc(66)
  table[0] = 0x80 // active
  table[4] = 0x83 // Linux
  table.writeUInt32LE(partitionStart / 512, 8)
  table.writeUInt32LE(partitionSize / 512, 12)
  table.writeUInt16BE(0x55aa, 64)
  await overwriteAt(disk, 446, table)
}
