import type { Command } from 'commander'
import type { Terminal } from './terminal/terminal.ts'

/** A command: declares its arguments, options, help and action. `argv` are the words of the whole command line. */
export interface CommandModule {
  define(command: Command, terminal: Terminal, argv: string[]): void
}

interface CommandEntry {
  name: string
  /** One line for the list of commands. */
  summary: string
  load(): Promise<CommandModule>
}

/** Every command, in the order of the help. */
export const commands: CommandEntry[] = [
  {
    name: 'up',
    summary: 'run manager, agents and, if none is configured, a broker in one process',
    load: () => import('./commands/up.ts'),
  },
  { name: 'manager', summary: 'run the update manager alone', load: () => import('./commands/manager.ts') },
  {
    name: 'agent',
    summary: 'run one agent: containers, software or firmware',
    load: () => import('./commands/agent.ts'),
  },
  {
    name: 'apply',
    summary: 'bring the device to a desired state',
    load: () => import('./commands/apply.ts'),
  },
  { name: 'plan', summary: 'show what apply would change', load: () => import('./commands/plan.ts') },
  { name: 'follow', summary: 'watch a campaign until it ends', load: () => import('./commands/follow.ts') },
  { name: 'state', summary: 'show what is on the device', load: () => import('./commands/state.ts') },
  { name: 'history', summary: 'list past campaigns', load: () => import('./commands/history.ts') },
  { name: 'why', summary: 'explain what campaigns wait for', load: () => import('./commands/why.ts') },
  { name: 'cancel', summary: 'end a campaign and go back', load: () => import('./commands/cancel.ts') },
  { name: 'pause', summary: 'hold a campaign where it is', load: () => import('./commands/pause.ts') },
  { name: 'resume', summary: 'go on with a paused campaign', load: () => import('./commands/resume.ts') },
  {
    name: 'validate',
    summary: 'check a desired state, without a device',
    load: () => import('./commands/validate.ts'),
  },
  {
    name: 'convert',
    summary: 'make a desired state of a compose file',
    load: () => import('./commands/convert.ts'),
  },
  {
    name: 'artifacts',
    summary: 'see, verify, import and clear away artifacts; limit downloads',
    load: () => import('./commands/artifacts.ts'),
  },
  {
    name: 'bundle',
    summary: 'make bundles for the software agent, and look into them',
    load: () => import('./commands/bundle.ts'),
  },
  { name: 'audit', summary: 'prove that the audit log is whole', load: () => import('./commands/audit.ts') },
  {
    name: 'check',
    summary: 'check that this device is set up well',
    load: () => import('./commands/check.ts'),
  },
  { name: 'version', summary: 'print the version', load: () => import('./commands/version.ts') },
]
