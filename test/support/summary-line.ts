import type { Reporter, TestModule } from 'vitest/node'

/**
 * Closes a run with one line that a program can read: `12 passed, 0 failed, 1 skipped`. What failed before the tests,
 * named in FAILED_STEPS, counts as well.
 */
export class SummaryLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const steps = (process.env.FAILED_STEPS ?? '').split(' ').filter(Boolean)
    const count = { passed: 0, failed: steps.length + unhandledErrors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      const before = count.failed
      for (const test of module.children.allTests()) count[test.result().state] += 1
      // A file that cannot even be loaded has no test that could fail.
      if (!module.ok() && count.failed === before) count.failed += 1
    }
    const skipped = count.skipped + count.pending
    process.once('exit', () =>
      console.log(`${count.passed} passed, ${count.failed} failed, ${skipped} skipped`),
    )
  }
}
