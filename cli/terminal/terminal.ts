import { text } from 'node:stream/consumers'
import type { Log } from '../../platform/log.ts'

/** Where a command reads and writes. */
export interface Terminal {
  /** Results: one line to standard output. */
  print(line: string): void
  /** What is no result: one line to standard error. */
  note(line: string): void
  /** Raw text to standard output, for what redraws itself. */
  draw(text: string): void
  /** All of standard input. */
  read(): Promise<string>
  /** Whether a person watches standard output. */
  readonly isInteractive: boolean
  /** Width in characters. */
  readonly columns: number
  /** Height in lines. */
  readonly rows: number
}

/** A log whose warnings and errors are notes on the terminal. */
export function noteLog(terminal: Terminal): Log {
  const note = (_: object, message: string) => terminal.note(`godwit: ${message}`)
  const drop = () => {}
  const log: Log = { error: note, warn: note, info: drop, debug: drop, trace: drop, child: () => log }
  return log
}

export function processTerminal(): Terminal {
  const { stdout, stderr } = process
  // A reader that has seen enough (`| head`) is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
  return {
    print: (line) => stdout.write(`${line}\n`),
    note: (line) => stderr.write(`${line}\n`),
    draw: (raw) => stdout.write(raw),
    read: () => text(process.stdin),
    isInteractive: stdout.isTTY ?? false,
    get columns() {
      return stdout.columns || 80
    },
    get rows() {
      return stdout.rows || 24
    },
  }
}
