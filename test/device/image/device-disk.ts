/** The disk that the device leaves the factory with: GRUB, its environment, a system in slot A, and an empty data partition. */
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { overwriteAt } from '../../../agents/firmware/boot/in-place.ts'
import { repository } from '../../support/process.ts'
import { runProgram } from '../../support/program-batch.ts'
import { cached } from './cache.ts'
import { makeFileSystem } from './file-system.ts'
import { type PartitionName, partitions, partitionTable } from './layout.ts'
import { recipe } from './recipe.ts'

const grubFolder = '/usr/lib/grub/i386-pc'
const grubModules =
  'biosdisk part_msdos ext2 normal linux loadenv test echo serial terminal configfile boot sleep reboot'
/** Where the boot code of the master boot record ends, and the partition table is. */
const tableOffset = 446
const bootCodeBytes = 440

const head = path.join(repository, 'test/device/board/grub-head.cfg')
const example = path.join(repository, 'examples/boot/grub.cfg')

/** Path of the disk's image, with that system in slot A. */
export async function deviceDisk(system: string): Promise<string> {
  const folder = await cached('disk', [...(await recipe()), system], async (target) => {
    const disk = path.join(target, 'image')
    await writeFile(disk, '')
    await truncate(disk, partitions.data.offset + partitions.data.length)
    await overwriteAt(disk, partitions.slotA.offset, await readFile(system))
    await makeLoader(disk, target)
    await makeEmpty(disk, 'data', target)
  })
  return path.join(folder, 'image')
}

/** The master boot record, GRUB's core image behind it, and the loader's partition. */
async function makeLoader(disk: string, folder: string): Promise<void> {
  const core = path.join(folder, 'core')
  const prefix = ['-p', '(hd0,msdos1)/grub']
  await runProgram('grub-mkimage', '-O', 'i386-pc', ...prefix, '-o', core, ...grubModules.split(' '))
  const bootCode = (await readFile(`${grubFolder}/boot.img`)).subarray(0, bootCodeBytes)
  await overwriteAt(disk, 0, bootCode)
  await overwriteAt(disk, tableOffset, partitionTable())
  await overwriteAt(disk, 512, await readFile(core))
  const tree = path.join(folder, 'loader')
  const grub = path.join(tree, 'grub')
  await mkdir(grub, { recursive: true })
  await writeFile(path.join(grub, 'grub.cfg'), await bootScript())
  const environment = path.join(grub, 'grubenv')
  const fresh = ['A_TRIAL=0', 'A_TRY=0', 'A_OK=1', 'B_TRIAL=0', 'B_TRY=0', 'B_OK=0', 'ORDER=A B']
  await runProgram('grub-editenv', environment, 'create')
  await runProgram('grub-editenv', environment, 'set', ...fresh)
  await makeFileSystem(disk, tree, placeOf('loader'))
  await runProgram('rm', '-r', core, tree)
}

async function makeEmpty(disk: string, partition: PartitionName, folder: string): Promise<void> {
  const tree = path.join(folder, 'empty')
  await mkdir(tree)
  await makeFileSystem(disk, tree, placeOf(partition))
  await runProgram('rm', '-r', tree)
}

function placeOf(partition: PartitionName) {
  const { offset, length } = partitions[partition]
  return { offset, size: length }
}

/** The example as users get it; only the part that it asks to change is this board's. */
async function bootScript(): Promise<string> {
  const [board, text] = await Promise.all([readFile(head, 'utf8'), readFile(example, 'utf8')])
  const [, rest] = text.split(/^(?=# --- what is known of the slots)/m)
  if (!rest) throw new Error(`${example} has lost its part "what is known of the slots"`)
  const terminal = 'serial --unit=0\nterminal_output serial\n'
  return `${terminal}${board}${rest}`
}
