import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ubootEnvironment } from '../../agents/firmware/boot/uboot/environment.ts'
import { swupdateInstaller } from '../../agents/firmware/swupdate/installer.ts'
import type { SwupdateSettings } from '../../agents/firmware/swupdate/settings.ts'
import type { Clock } from '../../platform/clock.ts'
import { newHold } from './hold.ts'
import { recordLog } from './logging.ts'
import type { SwupdateBoard } from './swupdate.ts'

export interface DriverOptions {
  client?: string[]
  progress?: string[]
  hardware?: string
  clock?: Clock
}

/** The driver for SWUpdate as one process of the agent has it. */
export function swupdateDriverOn(board: SwupdateBoard, options: DriverOptions = {}) {
  const { client = ['swupdate-client'], progress = ['swupdate-progress'] } = options
  const { hardware = 'example-board:1.0', clock } = options
  const settings: SwupdateSettings = {
    selections: { a: 'stable,copy1', b: 'stable,copy2' },
    configFile: '/etc/swupdate.cfg',
    socketFolder: board.socketFolder,
    hardware,
    programs: { swupdate: [...board.prefix, 'swupdate'], client, progress },
  }
  const log = recordLog()
  const slots = { a: board.slots.A.path, b: board.slots.B.path }
  const bootVariables = ubootEnvironment({ configFile: join(board.folder, 'etc/fw_env.config') }).read
  const installer = swupdateInstaller(settings, slots, { log, bootVariables, ...(clock && { clock }) })
  return { installer, settings, log, explained: async () => (await installer.explain?.()) ?? {} }
}

/** A client that hands the first bytes of a package to the daemon, and waits with the rest. */
export async function heldClient({ folder }: SwupdateBoard, bytes: number) {
  const hold = newHold(join(folder, 'stream'))
  const pieces = `head -c ${bytes} "$4"; ${hold.script}; tail -c +${bytes + 1} "$4"`
  const script = `#!/bin/sh\n{ ${pieces}; } | swupdate-client "$1" "$2" "$3" -\n`
  await writeFile(join(folder, 'client'), script, { mode: 0o755 })
  return { ...hold, client: [join(folder, 'client')] }
}
