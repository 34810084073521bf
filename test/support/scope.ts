/** What a test has started, taken down again in reverse order, whatever became of the test. */
export interface Scope {
  /** Registers what has to be done at the end. */
  defer(release: () => Promise<unknown> | unknown): void
  /** Does it, last registered first; goes on after an error and throws the first one at the end. */
  release(): Promise<void>
}

export function newScope(): Scope {
  const releases: (() => Promise<unknown> | unknown)[] = []
  return {
    defer: (release) => {
      releases.push(release)
    },
    async release() {
      const errors: unknown[] = []
      for (let next = releases.pop(); next; next = releases.pop()) {
        try {
          await next()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    },
  }
}
