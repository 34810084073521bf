/** How long whole campaigns take over agents that answer at once, on Mosquitto. */
import { desiredState } from '../support/backend.ts'
import { newScope } from '../support/scope.ts'
import { type System, startSystem } from '../support/system.ts'
import type { AgentScript } from '../support/wire-agent.ts'
import { residentMib } from './memory.ts'
import { mib, ms, type Row } from './report.ts'
import { median, quantile, timed } from './statistics.ts'

const domainCounts = [1, 2, 10, 100]
const warmUps = 5
const measured = 50
/** After so many campaigns the manager's memory is looked at. */
const longRun = 200

export async function measureCampaigns(): Promise<Row[]> {
  const rows: Row[] = []
  let single: number | undefined
  for (const count of domainCounts) {
    const { samples } = await fly(count, warmUps, measured)
    single ??= median(samples)
    const perDomain = `${ms(median(samples) / count)} a domain`
    rows.push({
      what: `campaign over ${count} domain${count === 1 ? '' : 's'}, ${measured} of them`,
      measured: spread(samples),
      beside: count === 1 ? '' : `${perDomain}; one alone ${ms(single)}`,
    })
  }
  const { samples } = await fly(2, warmUps, measured, { capabilities: 'idempotent' })
  rows.push({ what: 'the same over 2 domains whose agents can be asked twice', measured: spread(samples) })
  const { memory } = await fly(2, 0, longRun)
  rows.push({ what: `manager after ${longRun} campaigns over 2 domains`, measured: `${mib(memory)} RSS` })
  return rows
}

function spread(samples: number[]): string {
  return `p50 ${ms(median(samples))}, p95 ${ms(quantile(samples, 0.95))}`
}

/** Milliseconds from the desired state to the final status of each campaign but the first ones; the manager's memory. */
async function fly(
  count: number,
  ignored: number,
  counted: number,
  script: AgentScript = {},
): Promise<{ samples: number[]; memory: number }> {
  const scope = newScope()
  try {
    const domains = Array.from({ length: count }, (_, index) => `domain-${index}`)
    const system = await startSystem(scope, {
      agents: Object.fromEntries(domains.map((domain) => [domain, script])),
      manager: { reportFeedbackInterval: '1m' },
      filters: ['deviceupdate/#'],
    })
    const samples: number[] = []
    for (let index = 0; index < ignored + counted; index += 1)
      samples.push(await flyOne(system, domains, index))
    return { samples: samples.slice(ignored), memory: residentMib(system.manager().pid) }
  } finally {
    await scope.release()
  }
}

async function flyOne({ backend }: System, domains: string[], index: number): Promise<number> {
  const activityId = `campaign-${index}`
  const desired = desiredState(Object.fromEntries(domains.map((domain) => [domain, { part: String(index) }])))
  const took = await timed(async () => {
    await backend.apply(activityId, desired)
    await backend.final(activityId, 60_000)
  })
  // What follows the end, like the inventory, must not be counted with the next campaign.
  await backend.end(activityId, 60_000)
  return took
}
