import type { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.ts'
import { defineLimit } from './artifacts-limit.ts'

export function define(command: Command, terminal: Terminal): void {
  command
    .description('What agents have downloaded, and how they download.')
    .action(() => command.help({ error: true }))
  defineLimit(command.command('limit').copyInheritedSettings(command), terminal)
}
