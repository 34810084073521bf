import { test as base } from 'vitest'
import { newScope, type Scope } from './scope.ts'

/** A test with a scope of its own: what it has started is taken down after it. */
export const test = base.extend<{ scope: Scope }>({
  scope: async ({ task: _ }, use) => {
    const scope = newScope()
    await use(scope)
    await scope.release()
  },
})
