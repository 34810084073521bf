/** Waits that end with an event and never by luck; the time limit is only there to name what never came. */

export const defaultWaitMs = 30_000

/**
 * The result of `probe` as soon as it gives one. It is asked now and after each call of the listener that `onChange`
 * is handed. Rejects after `timeoutMs` with the text that `describe` makes then.
 */
export function waitUntil<T>(
  probe: () => T | undefined,
  onChange: (listener: () => void) => () => void,
  describe: () => string,
  timeoutMs: number = defaultWaitMs,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let unsubscribe = () => {}
    const end = (settle: () => void) => {
      clearTimeout(timer)
      unsubscribe()
      settle()
    }
    const look = () => {
      try {
        const found = probe()
        if (found !== undefined) end(() => resolve(found))
      } catch (error) {
        end(() => reject(error))
      }
    }
    const timer = setTimeout(
      () => end(() => reject(new Error(`after ${timeoutMs} ms: ${describe()}`))),
      timeoutMs,
    )
    unsubscribe = onChange(look)
    look()
  })
}

/** Listeners of something that changes. */
export interface Changes {
  listen(listener: () => void): () => void
  notify(): void
}

export function newChanges(): Changes {
  const listeners = new Set<() => void>()
  return {
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notify() {
      for (const listener of [...listeners]) listener()
    },
  }
}

/** A gate that somebody waits at until it is opened. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

export function newGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}
