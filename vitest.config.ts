import './scripts/pinned-node.ts'
import './test/support/scratch-in-memory.ts'
import { defineConfig } from 'vitest/config'
import { SummaryLine } from './test/support/summary-line.ts'

/**
 * Groups run one after the other: the machine is free for the tests that time things. Their order begins with 1, since
 * vitest puts a group 0 with one worker behind all others, and one is what a machine of two processors gets unless told.
 */
export default defineConfig({
  test: {
    reporters: ['default', new SummaryLine()],
    restoreMocks: true,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 20_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'property',
          include: ['test/property/**/*.test.ts'],
          testTimeout: 120_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          exclude: ['test/system/device/**'],
          globalSetup: 'test/support/build.ts',
          pool: 'forks',
          // More than processors, since a test waits for much of its time.
          maxWorkers: 4,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'device',
          include: ['test/system/device/**/*.test.ts'],
          globalSetup: ['test/support/build.ts', 'test/device/build.ts'],
          pool: 'forks',
          // An emulated machine takes a processor: two at a time, in one file after the other.
          maxWorkers: 1,
          maxConcurrency: 2,
          testTimeout: 900_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
