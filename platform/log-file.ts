/**
 * A log file that is rotated: `godwit.log` becomes `godwit-2026-01-31T12-00-00-000Z.log` when it has grown too large.
 *
 * Invariants:
 * - A line is handed to the system before `write` returns, and is never torn over two files.
 * - `write` never throws: where the disk is full or gone, lines are lost until it is back.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { Clock } from './clock.ts'

export interface LogFileLimits {
  maxBytes: number
  /** Rotated files that are kept. */
  count: number
  /** How long they are kept. */
  maxAgeMs: number
}

/** Opens the file for appending and makes its folder. Throws the system's error where that is not possible. */
export function openLogFile(
  file: string,
  limits: LogFileLimits,
  clock: Clock,
): { write(line: string): void } {
  let descriptor: number | undefined
  let size = 0

  const open = () => {
    if (descriptor !== undefined) return descriptor
    mkdirSync(path.dirname(file), { recursive: true })
    descriptor = openSync(file, 'a', 0o640)
    size = fstatSync(descriptor).size
    return descriptor
  }
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  const rotate = () => {
    close()
    renameSync(file, rotatedName(file, clock.now()))
    removeOld(file, limits, clock.now())
  }
  open()
  return {
    write(line) {
      try {
        const length = Buffer.byteLength(line)
        open()
        if (size > 0 && size + length > limits.maxBytes) rotate()
        writeFileSync(open(), line)
        size += length
      } catch {
        close()
      }
    },
  }
}

function rotatedName(file: string, now: number): string {
  const { dir, name, ext } = path.parse(file)
  return path.join(dir, `${name}-${new Date(now).toISOString().replace(/[:.]/g, '-')}${ext}`)
}

/** Rotated files sort by name as they do by age. */
function removeOld(file: string, { count, maxAgeMs }: LogFileLimits, now: number): void {
  const { dir, name, ext } = path.parse(file)
  const folder = dir || '.'
  const oldest = path.basename(rotatedName(file, now - maxAgeMs))
  const isRotated = (entry: string) =>
    entry.startsWith(`${name}-`) && entry.endsWith(ext) && entry.length === oldest.length
  const rotated = readdirSync(folder).filter(isRotated).sort().reverse()
  for (const [index, entry] of rotated.entries()) {
    if (index >= count || entry < oldest) rmSync(path.join(folder, entry), { force: true })
  }
}
