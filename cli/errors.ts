/** Ends the command with an exit code: 0 done, 1 it failed, 2 wrong usage or input, 130 interrupted. */
export class ExitError extends Error {
  override readonly name = 'ExitError'
  readonly exitCode: number

  /** An empty message where everything has been said. */
  constructor(exitCode: number, message = '') {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command was called wrongly, or what it was given is wrong. */
export const usageError = (message: string) => new ExitError(2, message)

/** The command was called rightly, and failed. */
export const failure = (message: string) => new ExitError(1, message)

/** The value that `make` makes of a configuration; a RangeError says that the configuration makes no sense. */
export function configured<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw error instanceof RangeError ? usageError(error.message) : error
  }
}

/** The same, where what is configured has to be loaded first. */
export async function configuredAsync<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    throw error instanceof RangeError ? usageError(error.message) : error
  }
}

/** Any text on one line: error messages of parsers and the system may quote whole documents. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** What an error says, on one line. */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error))
}

/** A file, of that name, that a command was given and cannot read. */
export function unreadable(name: string, error: unknown): ExitError {
  const { code = '' } = error as NodeJS.ErrnoException
  const reasons: Record<string, string> = {
    ENOENT: `there is no ${name}`,
    EISDIR: `${name} is a folder, not a file`,
    EACCES: `${name} may not be read by this user`,
  }
  return usageError(reasons[code] ?? `cannot read ${name}: ${messageOf(error)}`)
}
