/** Block devices of the test's own, over files. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { programPath } from './programs.ts'
import type { Scope } from './scope.ts'

/** Needs root, and free loop devices. */
export const hasLoopDevices = spawnSync('losetup', ['--find'], { env: withAdminTools() }).status === 0

export interface LoopDevice {
  path: string
  /** Bytes that the device, by its own count, has been told to write since it was attached. */
  bytesWritten(): number
}

/** The file as a block device, until the scope ends. `options` are losetup's. */
export function attachLoop(scope: Scope, file: string, options: string[] = []): LoopDevice {
  const words = ['--find', '--show', ...options, file]
  const path = losetup(...words)
  scope.defer(() => losetup('--detach', path))
  const begin = sectorsWritten(path)
  return { path, bytesWritten: () => (sectorsWritten(path) - begin) * 512 }
}

function losetup(...words: string[]): string {
  return execFileSync('losetup', words, { env: withAdminTools(), stdio: 'pipe' }).toString().trim()
}

/** See the kernel's Documentation/block/stat.rst: the seventh figure, in units of 512 bytes. */
function sectorsWritten(path: string): number {
  const figures = readFileSync(`/sys/block/${basename(path)}/stat`, 'utf8')
    .trim()
    .split(/\s+/)
  return Number(figures[6])
}

function withAdminTools(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: programPath }
}
