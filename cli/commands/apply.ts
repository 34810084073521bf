import type { Command } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { noteIgnored, readDocument } from '../document.ts'
import { ExitError } from '../errors.ts'
import { addClientOptions, type WithClient } from '../options/client-options.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { watch } from '../watch.ts'

interface ApplyFlags {
  activityId?: string
  json?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Publishes a desired state, shows its progress, and waits for its end.')
    .argument('<file>', 'desired state, bare or in its envelope, as JSON; - reads standard input')
    .option('--activity-id <id>', "name of the campaign; by default the envelope's, or a random one")
    .option('--json', 'print each step as one JSON line')
  const withClient = addClientOptions(command)
  command
    .addHelpText(
      'after',
      `
Exit status: 0 when the campaign is COMPLETED, 1 when it ended otherwise, 2 when the file is wrong (nothing is sent).
Ctrl-C stops the watching, not the campaign. The same activity id again never runs twice.

Examples:
  godwit plan campaign.json && godwit apply campaign.json
  godwit apply --broker mqtts://broker.example:8883 --topic-prefix fleet/device-7 - < campaign.json`,
    )
    .action((file: string, flags: ApplyFlags) => apply(file, flags, terminal, withClient))
}

async function apply(
  file: string,
  flags: ApplyFlags,
  terminal: Terminal,
  withClient: WithClient,
): Promise<void> {
  const document = await readDocument(file, terminal)
  noteIgnored(file, document, terminal)
  const { desiredState } = document
  const outcome = await withClient(async (client) => {
    const domains = (desiredState.domains ?? []).map(({ id }) => id)
    const activityId = flags.activityId ?? document.activityId
    const campaign = await client.apply(desiredState, { domains, ...(activityId && { activityId }) })
    if (!flags.json) terminal.print(`campaign ${campaign.activityId}`)
    return watch({ client, campaign, terminal, clock: systemClock, json: flags.json ?? false })
  })
  if (outcome.status !== 'COMPLETED') throw new ExitError(1)
}
