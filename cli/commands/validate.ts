import type { Command } from 'commander'
import { noteIgnored, readDocument } from '../document.ts'
import { plural } from '../terminal/plural.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Checks a desired state against the schemas. Needs no device and no broker.')
    .argument('<file>', 'desired state, bare or in its envelope, as JSON; - reads standard input')
    .option('--json', 'print the desired state as Godwit understands it')
    .addHelpText(
      'after',
      `
What Godwit does not know is named on standard error: it is ignored on the device, so look for misspelt names.

Examples:
  godwit validate campaign.json
  jq .desiredState release.json | godwit validate -`,
    )
    .action((file: string, options: { json?: boolean }) => validate(file, options, terminal))
}

async function validate(file: string, { json }: { json?: boolean }, terminal: Terminal): Promise<void> {
  const document = await readDocument(file, terminal)
  noteIgnored(file, document, terminal)
  const { desiredState } = document
  const { domains = [], baselines = [] } = desiredState
  if (json) return terminal.print(JSON.stringify(desiredState, null, 2))
  const parts = domains.map(({ id, components = [] }) => `${id} (${plural(components.length, 'component')})`)
  const transactions = baselines.length > 0 ? `; ${plural(baselines.length, 'baseline')}` : ''
  terminal.print(`valid: ${parts.join(', ')}${transactions}`)
}
