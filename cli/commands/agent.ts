import type { Command } from 'commander'
import type { FirmwareAgentConfig, SoftwareAgentConfig } from '../../spec/generated/config.ts'
import { usageError } from '../errors.ts'
import { addProgramOptions } from '../options/program-options.ts'
import { programs } from '../options/schemas.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function define(command: Command, _terminal: Terminal, argv: string[]): void {
  command
    .description('Runs the agent of one domain, under Godwit’s manager or Kanto’s.')
    .addHelpText(
      'after',
      '\nExamples:\n  godwit agent software --help\n  godwit agent firmware --config /etc/godwit/firmware.json',
    )
    .action(() => command.help({ error: true }))
  defineSoftware(command.command('software').copyInheritedSettings(command), argv)
  defineFirmware(command.command('firmware').copyInheritedSettings(command), argv)
  command
    .command('containers', { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw usageError('there is no containers agent in this version; there are software and firmware')
    })
}

function defineSoftware(command: Command, argv: string[]): void {
  const config = addProgramOptions<SoftwareAgentConfig>(command, programs.software, argv)
  command
    .summary('software that comes as bundles, installed by hooks')
    .description(
      'Runs the agent for software: bundles with hooks, side by side, switched by a symbolic link.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  godwit agent software --broker mqtt://localhost:1883 --install-dir /opt/godwit',
    )
    .action(async () => {
      const loaded = config.load()
      const [{ host }, { startSoftware }] = await Promise.all([
        import('../services/host.ts'),
        import('../services/software.ts'),
      ])
      await host(loaded, (around) => startSoftware(loaded, around))
    })
}

function defineFirmware(command: Command, argv: string[]): void {
  const config = addProgramOptions<FirmwareAgentConfig>(command, programs.firmware, argv)
  command
    .summary('raw images in A/B slots')
    .description(
      'Runs the agent for firmware: an image goes into the slot that is not in use, and is booted on trial.',
    )
    .addHelpText('after', '\nExamples:\n  godwit agent firmware --config /etc/godwit/firmware.json')
    .action(async () => {
      const loaded = config.load()
      const [{ host }, { startFirmware }] = await Promise.all([
        import('../services/host.ts'),
        import('../services/firmware.ts'),
      ])
      await host(loaded, (around) => startFirmware(loaded, around))
    })
}
