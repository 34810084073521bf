import type { Command } from 'commander'
import type { Outcome } from '../../client/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { noteIgnored, readDocument } from '../document.ts'
import { ExitError, failure } from '../errors.ts'
import { addClientOptions, type WithClient } from '../options/client-options.ts'
import { plural } from '../terminal/plural.ts'
import { statusLine } from '../terminal/progress-view.ts'
import { table } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface PlanFlags {
  json?: boolean
}

/** How long identification may take: agents may have to look at all they have installed. */
const planTimeoutMs = 60_000

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Asks the device what a desired state would change: a dry run. Nothing is changed.')
    .argument('<file>', 'desired state, bare or in its envelope, as JSON; - reads standard input')
    .option('--json', 'print the plan as JSON')
  const withClient = addClientOptions(command)
  command
    .addHelpText(
      'after',
      `
Exit status: 0 when there is a plan, also an empty one; 1 when the device refuses the desired state.

Examples:
  godwit plan campaign.json
  godwit plan --json campaign.json | jq '.actions[].component.id'`,
    )
    .action((file: string, flags: PlanFlags) => plan(file, flags, terminal, withClient))
}

async function plan(
  file: string,
  flags: PlanFlags,
  terminal: Terminal,
  withClient: WithClient,
): Promise<void> {
  const document = await readDocument(file, terminal)
  noteIgnored(file, document, terminal)
  const outcome = await withClient((client) => inTime(client.plan(document.desiredState)))
  if (flags.json) terminal.print(JSON.stringify(outcome, null, 2))
  else if (outcome.status === 'IDENTIFIED') for (const line of planLines(outcome)) terminal.print(line)
  else terminal.note(`godwit: ${statusLine(outcome)}`)
  if (outcome.status !== 'IDENTIFIED') throw new ExitError(1)
}

function planLines({ actions }: Outcome): string[] {
  if (actions.length === 0) return ['nothing to do: the device is in this state']
  const rows = actions.map(({ component, message = '' }) => [component.id, component.version ?? '', message])
  return [...table(['COMPONENT', 'VERSION', 'ACTION'], rows), '', `${plural(actions.length, 'action')}`]
}

function inTime(outcome: Promise<Outcome>): Promise<Outcome> {
  const { promise, reject } = Promise.withResolvers<never>()
  const late = failure(
    `no plan within ${planTimeoutMs / 1_000} s; godwit why tells what the manager waits for`,
  )
  const timer = systemClock.after(planTimeoutMs, () => reject(late))
  return Promise.race([outcome, promise]).finally(() => timer.cancel())
}
