/** What of a release is run, and when: its hooks, or the install script of a component that has none. */
import { access, constants, stat } from 'node:fs/promises'
import path from 'node:path'
import { GodwitError } from '../../../spec/index.ts'

export const hookNames = ['install', 'activate', 'verify', 'rollback', 'remove'] as const
export type HookName = (typeof hookNames)[number]

export interface HookProgram {
  command: string[]
  /** Where the program writes down how far it is, if it does not ask the environment for it. */
  statusFile?: string
}

/** The program of a hook; undefined where the release has none. */
export async function findProgram(
  release: string,
  name: HookName,
  installCommand: string[] | undefined,
): Promise<HookProgram | undefined> {
  const file = path.join(release, 'hooks', name)
  if (await exists(file)) return { command: [file] }
  const isScripted = name === 'install' && (await isModule(release, installCommand))
  if (!isScripted) return undefined
  const command = installCommand ? throughShell(installCommand) : ['/bin/sh', 'install.sh']
  return { command, statusFile: path.join(release, 'status') }
}

/**
 * Whether it is installed by a script as Kanto's software-update runs them: no hooks, but `install.sh` at its top, or a
 * command of the device.
 */
export async function isModule(release: string, installCommand: string[] | undefined): Promise<boolean> {
  if (await exists(path.join(release, 'hooks'))) return false
  return installCommand !== undefined || exists(path.join(release, 'install.sh'))
}

/** Rejects with INVALID_BUNDLE where a hook is there that cannot be executed: better now than in the middle. */
export async function assertHooksRun(release: string): Promise<void> {
  for (const name of hookNames) {
    const file = path.join(release, 'hooks', name)
    if (!(await exists(file))) continue
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

function throughShell(command: string[]): string[] {
  return command[0]?.endsWith('.sh') ? ['/bin/sh', ...command] : command
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
