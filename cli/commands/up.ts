import type { Command } from 'commander'
import { configuredPaths } from '../../platform/config/load-config.ts'
import { upConfig } from '../../spec/config/up.ts'
import type { UpConfig } from '../../spec/generated/config.ts'
import { addProgramOptions } from '../options/program-options.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function define(command: Command, _terminal: Terminal, argv: string[]): void {
  const isOfAll = ({ path }: { path: string }) => !path.startsWith('manager.') && !path.startsWith('agents.')
  const config = addProgramOptions<UpConfig>(command, upConfig, argv, isOfAll)
  command
    .description(
      'Runs manager, agents and, where no broker is configured, a broker: all of it in this process.',
    )
    .addHelpText(
      'after',
      `
What is configured for all holds for the manager and each agent; their own options are keys below manager and
agents.NAME in the file, and flags like --manager-phase-timeout and --agents-software-install-dir.
docs/configuration.md lists all.

Examples:
  godwit up --state-dir /data/godwit
  godwit up --config /etc/godwit/config.json`,
    )
    .action(async () => {
      const loaded = config.load()
      const configured = configuredPaths(config.request())
      const [{ host }, { startUp }] = await Promise.all([
        import('../services/host.ts'),
        import('../services/up.ts'),
      ])
      await host(loaded, (around) => startUp(loaded, configured, around))
    })
}
