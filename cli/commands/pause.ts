import type { Command } from 'commander'
import { defineControl } from '../control.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  defineControl(command, terminal, {
    control: 'PAUSE',
    description:
      'Holds a campaign: downloads stop where they are, a phase under way ends, the next does not start.',
    note: 'Go on with: godwit resume ID. Once a campaign is being committed a pause has no effect.',
  })
}
