import type { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.ts'
import { version } from '../version.ts'

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Prints the version of Godwit.')
    .option('--json', 'as JSON, with the version of Node.js')
    .action(({ json }: { json?: boolean }) => {
      terminal.print(json ? JSON.stringify({ godwit: version, node: process.versions.node }) : version)
    })
}
