/**
 * GRUB's environment block as a file, with a copy beside it.
 *
 * Invariants:
 * - The file is overwritten where it is, in one write: GRUB writes to the blocks that it was in, and a file that was
 *   renamed over it, or emptied first, could be lost with a power cut.
 * - The copy is written after the file is on the disk. So one of the two is whole at any time.
 * - The variables that `first` names stand in front, in the first sector of 512 bytes. Where their values keep their
 *   lengths a change alters this sector alone, and disks write a sector as a whole or not at all.
 */
import { open } from 'node:fs/promises'
import path from 'node:path'
import { syncFolder } from '../../../../platform/store/durable-file.ts'
import { GodwitError } from '../../../../spec/index.ts'
import type { BootEnvironment } from '../environment.ts'
import { bootControlFailure } from '../failure.ts'
import { overwriteAt, readAt } from '../in-place.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { blockSize, editBlock, readBlock } from './block.ts'

/** What the file and its copy hold; empty where there is none. */
interface Blocks {
  file: Buffer
  copy: Buffer
}

function copyOf(file: string): string {
  return `${file}.copy`
}

/** The environment in an existing file; `first` are the variables that are kept together. */
export function grubEnvironment(file: string, first: readonly string[]): BootEnvironment {
  const inTurn = oneAtATime()
  const guarded = <Answer>(work: () => Promise<Answer>) =>
    inTurn(work).catch((cause) => {
      throw bootControlFailure(`GRUB environment ${file}`, cause)
    })
  return {
    read: () => guarded(async () => readBlock(soundOne(file, await load(file))) ?? new Map()),
    change: (edit) =>
      guarded(async () => {
        const blocks = await load(file)
        const block = soundOne(file, blocks)
        const changes = edit(readBlock(block) ?? new Map())
        await store(file, blocks, editBlock(block, new Map(Object.entries(changes)), first))
      }),
    explain: () =>
      guarded(async () => {
        const blocks = await load(file)
        return { environment: file, condition: conditionOf(blocks) }
      }),
  }
}

async function load(file: string): Promise<Blocks> {
  // One byte more than a block, to tell what is longer.
  const main = await readAt(file, 0, blockSize + 1)
  // A copy that cannot be read is of no use, and no harm while the file is whole.
  const copy = await readAt(copyOf(file), 0, blockSize + 1).catch(() => Buffer.alloc(0))
  return { file: main, copy }
}

/** A file that is longer was no environment block before, and is not made one. */
function soundOne(file: string, blocks: Blocks): Buffer {
  if (readBlock(blocks.file)) return blocks.file
  if (blocks.file.length <= blockSize && readBlock(blocks.copy)) return blocks.copy
  const message = `GRUB environment ${file} is broken, and there is no copy of it; make a new one with: grub-editenv ${file} create`
  throw new GodwitError('BOOT_CONTROL_FAILED', message)
}

function conditionOf(blocks: Blocks): string {
  if (readBlock(blocks.file)) return 'whole'
  return readBlock(blocks.copy) ? 'broken; read from its copy' : 'broken'
}

async function store(file: string, blocks: Blocks, next: Buffer): Promise<void> {
  if (!next.equals(blocks.file)) await overwriteAt(file, 0, next)
  if (next.equals(blocks.copy)) return
  await makeCopy(file)
  await overwriteAt(copyOf(file), 0, next)
}

/** Makes the copy's place on the disk; it is filled later. */
async function makeCopy(file: string): Promise<void> {
  try {
    await (await open(copyOf(file), 'wx', 0o600)).close()
    await syncFolder(path.dirname(file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
