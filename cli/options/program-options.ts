import type { Command } from 'commander'
import { type ConfigRequest, loadConfig } from '../../platform/config/load-config.ts'
import type { ConfigOption } from '../../platform/config/options.ts'
import type { ConfigDefinition } from '../../spec/config/definition.ts'
import { addConfigOptions } from './config-options.ts'

/** The configuration as it was asked for, and read when it is needed. Throws a ConfigError. */
export interface ProgramConfig<Config> {
  request(): ConfigRequest
  load(): Config
}

/** Declares all options of a program that runs for long, and where its configuration file is. */
export function addProgramOptions<Config>(
  command: Command,
  program: ConfigDefinition,
  argv: string[],
  shows?: (option: ConfigOption) => boolean,
): ProgramConfig<Config> {
  command.option('--config, --config-file <file>', 'configuration file, JSON')
  const flags = addConfigOptions(command, program, { argv, ...(shows && { shows }) })
  const request = () => ({ ...program, file: command.opts().configFile, env: process.env, flags: flags() })
  return { request, load: () => loadConfig<Config>(request()) }
}
