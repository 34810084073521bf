import type { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.ts'
import { defineGc } from './artifacts-gc.ts'
import { defineImport } from './artifacts-import.ts'
import { defineLimit } from './artifacts-limit.ts'
import { defineList } from './artifacts-list.ts'
import { defineVerify } from './artifacts-verify.ts'

export function define(command: Command, terminal: Terminal): void {
  command.description(
    'The artifact store: what was downloaded or imported, shared by all agents of the device.',
  )
  const subcommand = (name: string) => command.command(name).copyInheritedSettings(command)
  defineList(subcommand('list'), terminal)
  defineVerify(subcommand('verify'), terminal)
  defineImport(subcommand('import'), terminal)
  defineGc(subcommand('gc'), terminal)
  defineLimit(subcommand('limit'), terminal)
}
