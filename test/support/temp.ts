import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from './scope.ts'

/** A fresh folder that is gone when the scope ends. */
export function temporaryFolder(scope: Scope, name = 'test'): Promise<string> {
  return folderIn(scope, tmpdir(), name)
}

/** The same in memory, where the machine has such a place: programs that sync their files do not wait for the disk. */
export function memoryFolder(scope: Scope, name = 'test'): Promise<string> {
  return folderIn(scope, existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), name)
}

async function folderIn(scope: Scope, parent: string, name: string): Promise<string> {
  const folder = await mkdtemp(join(parent, `godwit-${name}-`))
  scope.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
