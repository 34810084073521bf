import type { Command } from 'commander'
import { managerConfig } from '../../spec/config/manager.ts'
import type { ManagerConfig } from '../../spec/generated/config.ts'
import { addProgramOptions } from '../options/program-options.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { version } from '../version.ts'

export function define(command: Command, _terminal: Terminal, argv: string[]): void {
  const config = addProgramOptions<ManagerConfig>(command, managerConfig, argv)
  command
    .description('Runs the update manager. Agents run as processes of their own, on the same broker.')
    .version(version, '--version', 'print the version')
    .addHelpText(
      'after',
      `
Each option is also a key of the configuration file and an environment variable (--phase-timeout, phaseTimeout,
GODWIT_PHASE_TIMEOUT); a flag goes before the variable, the variable before the file. docs/configuration.md lists all.
Kanto's names work too, also with one dash: -domains software,firmware -mqtt-conn-broker tcp://localhost:1883

Examples:
  godwit manager --config /etc/godwit/manager.json
  godwit manager --domains software,firmware --broker mqtt://localhost:1883 --state-dir /data/godwit`,
    )
    .action(async () => {
      const loaded = config.load()
      const [{ host }, { startManager }] = await Promise.all([
        import('../services/host.ts'),
        import('../services/manager.ts'),
      ])
      await host(loaded, (around) => startManager(loaded, around))
    })
}
