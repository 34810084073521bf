import type { Command } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { ExitError } from '../errors.ts'
import { addClientOptions, type WithClient } from '../options/client-options.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { watch } from '../watch.ts'

interface FollowFlags {
  json?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Shows the progress of a campaign that is under way, and waits for its end.')
    .argument('<id>', 'activity id of the campaign; godwit why and godwit history list them')
    .option('--json', 'print each step as one JSON line')
  const withClient = addClientOptions(command)
  command
    .addHelpText(
      'after',
      `
Exit status: 0 when the campaign is COMPLETED, 1 when it ended otherwise. Ctrl-C stops the watching alone.

Examples:
  godwit follow nightly-2026-11-21`,
    )
    .action((activityId: string, flags: FollowFlags) => follow(activityId, flags, terminal, withClient))
}

async function follow(
  activityId: string,
  flags: FollowFlags,
  terminal: Terminal,
  withClient: WithClient,
): Promise<void> {
  const outcome = await withClient(async (client) => {
    const campaign = await client.follow(activityId)
    return watch({ client, campaign, terminal, clock: systemClock, json: flags.json ?? false })
  })
  if (outcome.status !== 'COMPLETED') throw new ExitError(1)
}
