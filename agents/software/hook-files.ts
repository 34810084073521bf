import { access, constants, stat } from 'node:fs/promises'
import path from 'node:path'
import { GodwitError } from '../../spec/index.ts'

export const hookNames = ['install', 'activate', 'verify', 'rollback', 'remove'] as const
export type HookName = (typeof hookNames)[number]

/** The program of a hook; undefined where the release has none of that name. */
export async function findHook(release: string, name: HookName): Promise<string | undefined> {
  const file = path.join(release, 'hooks', name)
  const found = await stat(file).catch(() => undefined)
  return found && file
}

/** Rejects with INVALID_BUNDLE where a hook is there that cannot be executed: better now than in the middle. */
export async function assertHooksRun(release: string): Promise<void> {
  for (const name of hookNames) {
    const file = await findHook(release, name)
    if (file === undefined) continue
    const isFile = (await stat(file)).isFile()
    const isExecutable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isFile && isExecutable) continue
    throw new GodwitError(
      'INVALID_BUNDLE',
      `the bundle is refused: "hooks/${name}" is not an executable file`,
    )
  }
}
