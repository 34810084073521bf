import type { Command } from 'commander'
import { type CollectOptions, collectGarbage } from '../../agents/artifacts/content/maintenance.ts'
import { bytesText } from '../../platform/bytes.ts'
import { addDeviceOptions } from '../options/device-options.ts'
import { openDeviceStore, shortDigest } from '../services/artifact-store.ts'
import { stateDirOf } from '../services/service.ts'
import { plural } from '../terminal/plural.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface GcFlags extends Partial<CollectOptions> {
  json?: boolean
}

export function defineGc(command: Command, terminal: Terminal): void {
  const device = addDeviceOptions(command, ['stateDir'])
  command
    .summary('remove what nobody needs')
    .description(
      'Removes artifacts that nobody needs. What a campaign under way or an installed version needs, and what is being downloaded, always stays. Works while agents run.',
    )
    .option(
      '--all',
      'also what was imported and not used yet, and what failed campaigns of the last 7 days have left',
    )
    .option('--dry-run', 'only show what would be removed')
    .option('--json', 'print what was removed as JSON')
    .addHelpText(
      'after',
      `
Agents do the same by themselves: at their start, and when an operation ends.

Examples:
  godwit artifacts gc
  godwit artifacts gc --all --dry-run`,
    )
    .action((flags: GcFlags) => collect(stateDirOf(device()), flags, terminal))
}

async function collect(stateDir: string, flags: GcFlags, terminal: Terminal): Promise<void> {
  const { all = false, dryRun = false, json = false } = flags
  const removed = await collectGarbage(await openDeviceStore(stateDir, terminal), { all, dryRun })
  if (json) return terminal.print(JSON.stringify(removed, null, 2))
  for (const { digests, size } of removed) terminal.print(`${shortDigest(digests)}  ${bytesText(size)}`)
  const size = bytesText(removed.reduce((sum, artifact) => sum + artifact.size, 0))
  const what = `${plural(removed.length, 'artifact')}, ${size}`
  if (removed.length === 0) terminal.print('there is nothing to remove')
  else terminal.print(dryRun ? `would remove ${what}` : `removed ${what}`)
}
