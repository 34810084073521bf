import { type Command, Option } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { formatDuration } from '../../platform/config/duration.ts'
import type { Inventory } from '../../spec/index.ts'
import { ExitError } from '../errors.ts'
import { addClientOptions, durationFlag, type WithClient } from '../options/client-options.ts'
import { table } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'

const defaultTimeoutMs = 10_000
/** Everything that is installed is read. */
const verifyTimeoutMs = 600_000

interface StateFlags {
  json?: boolean
  verify?: boolean
  timeout?: number
}

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Shows what is on the device: hardware and software, of all domains.')
    .addOption(timeoutOption())
    .option('--verify', 'have agents look first whether what they have installed is still the same')
    .option('--json', 'print the inventory as JSON')
  const withClient = addClientOptions(command)
  command
    .addHelpText(
      'after',
      `
Where the device does not answer in time, the last state that the broker has kept is shown, and standard error says so.

Exit status: 0, with --verify 1 when something that is installed has changed.

Examples:
  godwit state
  godwit state --verify
  godwit state --json | jq '.softwareNodes[] | {id, version}'`,
    )
    .action((flags: StateFlags) => state(flags, terminal, withClient))
}

function timeoutOption(): Option {
  const defaults = `default: ${formatDuration(defaultTimeoutMs)}, with --verify ${formatDuration(verifyTimeoutMs)}`
  return new Option('--timeout <duration>', `how long to wait for the answer (${defaults})`).argParser(
    durationFlag,
  )
}

async function state(
  { json, verify = false, timeout = verify ? verifyTimeoutMs : defaultTimeoutMs }: StateFlags,
  terminal: Terminal,
  withClient: WithClient,
): Promise<void> {
  const { inventory, timestamp, isFresh } = await withClient((client) =>
    client.currentState({ timeoutMs: timeout, verify }),
  )
  if (!isFresh) {
    const age = timestamp > 0 ? ` of ${formatDuration(systemClock.now() - timestamp)} ago` : ''
    terminal.note(`godwit: the device does not answer; this is its last report${age}`)
  }
  const drift = driftLines(inventory)
  if (json) terminal.print(JSON.stringify(inventory, null, 2))
  else for (const line of inventoryLines(inventory, drift)) terminal.print(line)
  if (verify && drift.length > 0) throw new ExitError(1)
}

function driftLines({ softwareNodes = [] }: Inventory): string[] {
  return softwareNodes.flatMap(({ id, parameters = [] }) =>
    parameters.filter(({ key }) => key === 'drift').map(({ value = '' }) => `${id} has drifted: ${value}`),
  )
}

function inventoryLines({ softwareNodes = [], hardwareNodes = [] }: Inventory, drift: string[]): string[] {
  const software = softwareNodes.map((node) => [
    node.id,
    node.version ?? '',
    node.type ?? '',
    node.name ?? '',
  ])
  const hardware = hardwareNodes.map((node) => [node.id, node.version ?? '', node.name ?? ''])
  return [
    ...(software.length > 0
      ? table(['SOFTWARE', 'VERSION', 'TYPE', 'NAME'], software)
      : ['no software is reported']),
    ...(drift.length > 0 ? ['', ...drift] : []),
    ...(hardware.length > 0 ? ['', ...table(['HARDWARE', 'VERSION', 'NAME'], hardware)] : []),
  ]
}
