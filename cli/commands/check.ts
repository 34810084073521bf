import type { Command } from 'commander'
import type { Finding } from '../check/finding.ts'
import { checkMachine } from '../check/machine.ts'
import { checkServices } from '../check/services.ts'
import { ExitError } from '../errors.ts'
import { addDeviceOptions } from '../options/device-options.ts'
import type { Terminal } from '../terminal/terminal.ts'

const checked = [
  'connection.broker',
  'topicPrefix',
  'domain',
  'agents',
  'stateDir',
  'bootIdFile',
  'rebootEnabled',
  'rebootCommand',
]

export function define(command: Command, terminal: Terminal): void {
  const device = addDeviceOptions(command, checked)
  command
    .description('Checks that this device is set up well: each finding with its remedy. Changes nothing.')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
Exit status: 0 when all is well, 1 when something is not.

Examples:
  godwit check --config /etc/godwit/config.json`,
    )
    .action(async ({ json }: { json?: boolean }) => {
      const config = device()
      const machine = await checkMachine(config, process.env.PATH ?? '')
      const findings = [...machine, ...(await checkServices(config))]
      if (json) terminal.print(JSON.stringify(findings, null, 2))
      else for (const finding of findings) for (const line of linesOf(finding)) terminal.print(line)
      if (findings.some(({ ok }) => !ok)) throw new ExitError(1)
    })
}

function linesOf({ what, ok, detail, remedy }: Finding): string[] {
  const line = `${ok ? 'ok  ' : 'BAD '}  ${what.padEnd(16)}  ${detail}`
  return remedy === undefined ? [line] : [line, `${' '.repeat(24)}→ ${remedy}`]
}
