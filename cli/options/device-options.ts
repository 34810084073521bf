import type { Command } from 'commander'
import type { ConfigOption } from '../../platform/config/options.ts'
import { managerConfig } from '../../spec/config/manager.ts'
import type { ManagerConfig } from '../../spec/generated/config.ts'
import { addConfigOptions } from './config-options.ts'
import { deviceConfig } from './device-config.ts'

/**
 * Declares the options of the manager that say how to reach a device: those that are shown, and all of the connection
 * where the broker is one of them. The configuration is read when it is asked for. Throws a ConfigError.
 */
export function addDeviceOptions(command: Command, shown: string[]): () => ManagerConfig {
  const isShown = ({ path }: ConfigOption) => shown.includes(path)
  const connects = shown.includes('connection.broker')
  const flags = addConfigOptions(command, managerConfig, {
    argv: [],
    takes: (option) => isShown(option) || (connects && option.path.startsWith('connection.')),
    shows: isShown,
  })
  command.option('--config <file>', "configuration file of the device's godwit up or godwit manager")
  return () => deviceConfig(flags(), command.opts().config, process.env)
}
