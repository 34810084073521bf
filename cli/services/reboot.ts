import { parseCommandLine } from '../../platform/process/command-line.ts'
import { runProcess } from '../../platform/process/run.ts'
import { oneLine } from '../errors.ts'

/** A function that reboots the device by a command. Throws a RangeError at once where that is no command line. */
export function rebootBy(commandLine: string | string[]): () => Promise<void> {
  const command = parseCommandLine(commandLine)
  return async () => {
    const { exitCode, signal, tail } = await runProcess(command)
    if (exitCode === 0) return
    const end = exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`
    throw new Error(oneLine(`${command.join(' ')} ${end}. ${tail}`))
  }
}
