import { join } from 'node:path'
import { ubootEnvironment } from '../../agents/firmware/boot/uboot/environment.ts'
import { swupdateInstaller } from '../../agents/firmware/swupdate/installer.ts'
import type { SwupdateSettings } from '../../agents/firmware/swupdate/settings.ts'
import type { Clock } from '../../platform/clock.ts'
import { recordLog } from './logging.ts'
import type { SwupdateBoard } from './swupdate.ts'

export interface DriverOptions {
  client?: string[]
  hardware?: string
  clock?: Clock
}

/** The driver for SWUpdate as one process of the agent has it. */
export function swupdateDriverOn(board: SwupdateBoard, options: DriverOptions = {}) {
  const { client = ['swupdate-client'], hardware = 'example-board:1.0', clock } = options
  const settings: SwupdateSettings = {
    selections: { a: 'stable,copy1', b: 'stable,copy2' },
    configFile: '/etc/swupdate.cfg',
    socketFolder: board.socketFolder,
    hardware,
    programs: { swupdate: [...board.prefix, 'swupdate'], client, progress: ['swupdate-progress'] },
  }
  const log = recordLog()
  const slots = { a: board.slots.A.path, b: board.slots.B.path }
  const bootVariables = ubootEnvironment({ configFile: join(board.folder, 'etc/fw_env.config') }).read
  const installer = swupdateInstaller(settings, slots, { log, bootVariables, ...(clock && { clock }) })
  return { installer, log, explained: async () => (await installer.explain?.()) ?? {} }
}
