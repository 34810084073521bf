/** Where a volume's files are, as this process sees them. */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import type { Engine } from '../engine/engine.ts'

/** A folder, or why there is none to be used; `missing` where there is no such volume. */
export type VolumeFolder =
  | { is: 'there'; folder: string }
  | { is: 'missing' }
  | { is: 'refused'; why: string }

export async function volumeFolder(engine: Engine, name: string): Promise<VolumeFolder> {
  const volume = await engine.inspectVolume(name)
  if (!volume) return { is: 'missing' }
  const { driver, hasOptions, folder } = volume
  if (driver !== 'local') return refused(`the volume is kept by the driver ${driver}, and not in a folder`)
  // Such a one is mounted while a container uses it, and an empty folder otherwise.
  if (hasOptions)
    return refused('the volume has options of its own, so that its folder is only there now and then')
  const why = await whyUnusable(folder)
  return why === undefined ? { is: 'there', folder } : refused(why)
}

/** Why the agent cannot work with files of the engine in that folder; undefined where it can. */
export async function whyUnusable(folder: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0)
    return 'the agent does not run as root, and can neither read all files nor keep their owners'
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return (await stat(folder)).isDirectory() ? undefined : `${folder} is no folder`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') return `the agent cannot use ${folder} of the engine: ${code}`
    return `the engine keeps it in ${folder}, which the agent does not see: it has to run on the engine's machine, in a container with that folder mounted at the same place`
  }
}

const refused = (why: string): VolumeFolder => ({ is: 'refused', why })
