import type { Command } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { GodwitError } from '../../spec/index.ts'
import { noteIgnored, readDocument } from '../document.ts'
import { ExitError, usageError } from '../errors.ts'
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
Exit status: 0 when the campaign is COMPLETED, 1 when it ended otherwise, 2 when the file is wrong, or
the activity id was used for another desired state (nothing is sent).
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
  if (flags.activityId === '') throw usageError('--activity-id: a campaign needs a name that is not empty')
  const document = await readDocument(file, terminal)
  noteIgnored(file, document, terminal)
  const { desiredState } = document
  const outcome = await withClient(async (client) => {
    const domains = (desiredState.domains ?? []).map(({ id }) => id)
    const activityId = flags.activityId ?? document.activityId
    const campaign = await client
      .apply(desiredState, { domains, ...(activityId && { activityId }) })
      .catch(duplicateIsMisuse)
    if (campaign.isRepeated) terminal.note(repeated(campaign.activityId))
    if (!flags.json) terminal.print(`campaign ${campaign.activityId}`)
    return watch({ client, campaign, terminal, clock: systemClock, json: flags.json ?? false })
  })
  if (outcome.status !== 'COMPLETED') throw new ExitError(1)
}

/** A name that is taken is wrong input, not a campaign that failed. */
function duplicateIsMisuse(error: unknown): never {
  const isDuplicate = error instanceof GodwitError && error.code === 'DUPLICATE_ACTIVITY'
  throw isDuplicate ? usageError(error.message) : error
}

const repeated = (activityId: string) =>
  `godwit: campaign ${activityId} was run already: nothing was sent; to run it again, choose another --activity-id`
