import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from './scope.ts'

/** A fresh folder that is gone when the scope ends. */
export async function temporaryFolder(scope: Scope, name = 'test'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `godwit-${name}-`))
  scope.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
