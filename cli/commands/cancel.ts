import type { Command } from 'commander'
import { defineControl } from '../control.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  defineControl(command, terminal, {
    control: 'CANCEL',
    description: 'Ends a campaign. What it has changed is rolled back; refused once it is being committed.',
    note: 'A campaign still downloading stops and cleans up; later, every domain goes back to the old version.',
  })
}
