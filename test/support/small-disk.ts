/**
 * A file system as small as a test needs it, which nobody has to unmount: it is mounted in a namespace of its own, and gone
 * when the process that holds the namespace is.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startProcess } from './process.ts'
import type { Scope } from './scope.ts'

/** Needs a right that root has, and not in every container. */
export const canMount =
  spawnSync('unshare', ['--mount', '--propagation', 'private', 'mount', '-t', 'tmpfs', 'none', '/mnt'])
    .status === 0

export interface SmallDisk {
  /** Put before a command line, it runs where the file system is mounted. */
  readonly prefix: string[]
  /** The same folder, as the test sees it. */
  readonly outside: string
  /** Leaves no byte free. */
  fill(): void
  /** Takes that back. */
  free(): void
}

/** Mounts a file system of that many bytes at the folder, which is made. */
export async function mountSmallDisk(scope: Scope, folder: string, bytes: number): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true })
  const script = 'mount -t tmpfs -o size="$1" none "$2" && echo mounted && exec sleep 3600'
  const holder = startProcess(
    scope,
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', String(bytes), folder],
    { mayEnd: true },
  )
  await holder.waitForLine(/^mounted$/)
  const outside = `/proc/${holder.pid}/root${folder}`
  const balloon = join(outside, 'balloon')
  return {
    prefix: ['nsenter', `--mount=/proc/${holder.pid}/ns/mnt`],
    outside,
    fill: () => fillWith(balloon),
    free: () => rmSync(balloon),
  }
}

function fillWith(file: string): void {
  const handle = openSync(file, 'a')
  try {
    for (const step of [1024 * 1024, 4096]) {
      const bytes = Buffer.alloc(step)
      while (hasWritten(handle, bytes));
    }
  } finally {
    closeSync(handle)
  }
}

function hasWritten(handle: number, bytes: Buffer): boolean {
  try {
    return writeSync(handle, bytes) > 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
