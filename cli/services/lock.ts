/** One process at a time for each part of a state folder. */
import path from 'node:path'
import { type Lock, tryLock } from '../../platform/lock/file-lock.ts'
import { failure, messageOf } from '../errors.ts'

/** Locks `<stateDir>/<part>.lock`. Fails, saying what to do, where another process has it or it cannot be made. */
export async function lockState(stateDir: string, part: string): Promise<Lock> {
  const file = path.join(stateDir, `${part}.lock`)
  const lock = await tryLock(file).catch((error: unknown) => {
    throw failure(unusable(stateDir, error))
  })
  if (lock) return lock
  throw failure(inUse(stateDir, part, file))
}

function inUse(stateDir: string, part: string, file: string): string {
  const way = `stop it (fuser ${file} tells which it is), or give this one a --state-dir of its own`
  return `another godwit runs "${part}" in ${stateDir}: ${way}`
}

function unusable(stateDir: string, error: unknown): string {
  return `cannot use the state folder ${stateDir}: ${messageOf(error)}; choose one with --state-dir, or run as its owner`
}
