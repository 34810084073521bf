/** A device has processes, and files in memory: they go also where somebody has had enough of it. */
import { newScope, type Scope } from '../support/scope.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Does the work in a scope, which ends with the work, or when the process is told to end meanwhile. The process ends by that
 * signal then, when all is taken down.
 */
export async function inScope<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = newScope()
  let ending: Promise<void> | undefined
  const end = (signal: NodeJS.Signals) => {
    ending ??= scope
      .release()
      .catch((error: Error) => console.error(`not all is taken down: ${error.message}`))
      .then(() => {
        forget()
        process.kill(process.pid, signal)
      })
  }
  const forget = () => {
    for (const name of signals) process.off(name, end)
  }
  for (const name of signals) process.on(name, end)
  try {
    return await work(scope)
  } finally {
    // Work that has lost its ground fails before all is taken down.
    await ending
    forget()
    await scope.release()
  }
}
