import type { Command } from 'commander'
import { defineControl } from '../control.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  defineControl(command, terminal, {
    control: 'RESUME',
    description: 'Goes on with a paused campaign, from the byte or the phase where it stood.',
    note: 'What is paused, and since when: godwit why.',
  })
}
