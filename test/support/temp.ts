import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderInMemory } from './memory.ts'
import type { Scope } from './scope.ts'

/** Of a folder in memory. */
const neededBytes = 2 ** 30

/** A fresh folder that is gone when the scope ends. */
export function temporaryFolder(scope: Scope, name = 'test'): Promise<string> {
  return folderIn(scope, tmpdir(), name)
}

/** The same in memory, where the machine has room there for what such a folder holds: an image, or a disk. */
export function memoryFolder(scope: Scope, name = 'test'): Promise<string> {
  return folderIn(scope, folderInMemory(neededBytes) ?? tmpdir(), name)
}

async function folderIn(scope: Scope, parent: string, name: string): Promise<string> {
  const folder = await mkdtemp(join(parent, `godwit-${name}-`))
  scope.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
