import type { Command } from 'commander'
import { containersConfig } from '../../spec/config/containers.ts'
import { firmwareConfig } from '../../spec/config/firmware.ts'
import { softwareConfig } from '../../spec/config/software.ts'
import type {
  ContainersAgentConfig,
  FirmwareAgentConfig,
  SoftwareAgentConfig,
} from '../../spec/generated/config.ts'
import { addProgramOptions } from '../options/program-options.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function define(command: Command, _terminal: Terminal, argv: string[]): void {
  command
    .description(
      'Runs the agent of one domain, containers, software or firmware, under Godwit’s manager or Kanto’s.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  godwit agent containers --help\n  godwit agent software --broker mqtt://localhost:1883\n  godwit agent firmware --config /etc/godwit/firmware.json',
    )
  defineContainers(command.command('containers').copyInheritedSettings(command), argv)
  defineSoftware(command.command('software').copyInheritedSettings(command), argv)
  defineFirmware(command.command('firmware').copyInheritedSettings(command), argv)
}

function defineSoftware(command: Command, argv: string[]): void {
  const config = addProgramOptions<SoftwareAgentConfig>(command, softwareConfig, argv)
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
  const config = addProgramOptions<FirmwareAgentConfig>(command, firmwareConfig, argv)
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

function defineContainers(command: Command, argv: string[]): void {
  const config = addProgramOptions<ContainersAgentConfig>(command, containersConfig, argv)
  command
    .summary('containers on a Docker Engine')
    .description(
      'Runs the agent for containers: a new one beside the old one, which is kept until the new one is healthy.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  godwit agent containers --engine-socket /var/run/docker.sock --settle-time 30s',
    )
    .action(async () => {
      const loaded = config.load()
      const [{ host }, { startContainers }] = await Promise.all([
        import('../services/host.ts'),
        import('../services/containers.ts'),
      ])
      await host(loaded, (around) => startContainers(loaded, around))
    })
}
