import { Command, CommanderError } from 'commander'
import { ConfigError } from '../platform/config/config-error.ts'
import { commands } from './commands.ts'
import { ExitError, messageOf, oneLine } from './errors.ts'
import { processTerminal, type Terminal } from './terminal/terminal.ts'
import { version } from './version.ts'

/** Runs the command line, and leaves the exit code with the process. Never rejects. */
export async function run(argv: string[]): Promise<void> {
  const terminal = processTerminal()
  try {
    const words = argv.map(withTwoDashes)
    const program = await build(words, terminal)
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error, terminal)
  }
}

/** Kanto writes long flags with one dash: `-phase-timeout 5m`. */
function withTwoDashes(argument: string): string {
  return /^-[a-zA-Z][a-zA-Z-]/.test(argument) ? `-${argument}` : argument
}

/** The program; only the command that is asked for is loaded, of the others the name and the summary are known. */
async function build(argv: string[], terminal: Terminal): Promise<Command> {
  const program = new Command('godwit')
    .description('Over-the-air updates for edge Linux devices: all domains land together, or not at all.')
    .version(version, '-V, --version')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', '\nStart with: godwit up --help, godwit plan --help')
    // What follows a command is its own: `bundle create --version` is not the program's.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      outputError: (text) => terminal.note(`godwit: ${oneLine(text.replace(/^error: /, ''))}`),
    })
  const asked = argv[0] === 'help' ? argv[1] : argv[0]
  for (const { name, summary, load } of commands) {
    const command = program.command(name).copyInheritedSettings(program).summary(summary)
    if (name === asked) (await load()).define(command, terminal, argv)
  }
  return program
}

function report(error: unknown, terminal: Terminal): number {
  // Commander has printed its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const message = messageOf(error)
  if (message) terminal.note(`godwit: ${message}`)
  if (error instanceof ConfigError) return 2
  return error instanceof ExitError ? error.exitCode : 1
}
