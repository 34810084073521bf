import type { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.ts'
import { defineCreate } from './bundle-create.ts'
import { defineInspect } from './bundle-inspect.ts'

export function define(command: Command, terminal: Terminal): void {
  command.description('Bundles for the software agent: made, and looked into. Needs no device and no broker.')
  defineCreate(command.command('create').copyInheritedSettings(command), terminal)
  defineInspect(command.command('inspect').copyInheritedSettings(command), terminal)
}
