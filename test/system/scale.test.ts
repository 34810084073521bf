/** Many domains, many campaigns: none of them hangs. How long they take is the bench's business. */
import { expect } from 'vitest'
import { desiredState } from '../support/backend.ts'
import { test } from '../support/fixture.ts'
import { startSystem } from '../support/system.ts'

const campaigns = 50

test.for([1, 2, 10, 100])(
  `${campaigns} campaigns over %i domains with instant agents`,
  { timeout: 300_000 },
  async (count, { scope }) => {
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
