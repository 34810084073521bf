/** Many domains, many campaigns: none of them hangs. How long they take is the bench's business. */
import { expect } from 'vitest'
import { desiredState } from '../support/backend.ts'
import { test } from '../support/fixture.ts'
import { startSystem } from '../support/system.ts'

test.for([
  [50, 1],
  [50, 2],
  [50, 10],
  [10, 100],
] as const)(
  '%i campaigns over %i domains with instant agents',
  { timeout: 300_000 },
  async ([campaigns, count], { scope }) => {
    const domains = Array.from({ length: count }, (_, index) => `domain-${index}`)
    const { backend } = await startSystem(scope, {
      agents: Object.fromEntries(domains.map((domain) => [domain, {}])),
      manager: { reportFeedbackInterval: '1m', phaseTimeout: '60s' },
    })
    for (let campaign = 0; campaign < campaigns; campaign += 1) {
      const version = String(campaign)
      await backend.apply(
        version,
        desiredState(Object.fromEntries(domains.map((domain) => [domain, { part: version }]))),
      )
      const final = await backend.final(version, 30_000)
      expect(final.status).toBe('COMPLETED')
      expect(final.actions).toHaveLength(count)
    }
  },
)
