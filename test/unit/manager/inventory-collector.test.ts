import { expect, it } from 'vitest'
import { createInventoryCollector } from '../../../manager/inventory-collector.ts'
import type { Inventory } from '../../../spec/index.ts'
import { newSimulatedClock } from '../../simulation/sim-clock.ts'

function collectorWith(...domains: string[]) {
  const clock = newSimulatedClock()
  const published: string[] = []
  const asked: string[] = []
  const agents = Object.fromEntries(
    domains.map((domain) => [domain, { rebootRequired: false, readTimeoutMs: 60_000 }]),
  )
  const collector = createInventoryCollector(
    { domain: 'device', agents, currentStateDelayMs: 30_000 },
    {
      clock,
      version: '1',
      ask: (domain, activityId, verify) => asked.push(`${domain} ${activityId}${verify ? ' verify' : ''}`),
      publish: (activityId, { softwareNodes = [] }: Inventory) =>
        published.push(`${activityId}: ${softwareNodes.map(({ id }) => id).join(' ')}`),
    },
  )
  const from = (domain: string, activityId = '', version = '1') =>
    collector.received(domain, {
      activityId,
      timestamp: 0,
      payload: { softwareNodes: [{ id: domain, version }] },
    })
  return { clock, collector, published, asked, from }
}

it('publishes when the last one has answered, in the order of configuration', async () => {
  const { collector, published, asked, from } = collectorWith('a', 'b')
  const done = collector.collect('x', ['a', 'b'])
  expect(asked).toEqual(['a x', 'b x'])
  from('b', 'x')
  expect(published).toEqual([])
  from('a', 'x')
  await done
  expect(published).toEqual(['x: device-update-manager a b'])
})

it('does not wait longer for a silent one than its read timeout, and reports what was last known of it', async () => {
  const { clock, collector, published, from } = collectorWith('a', 'b')
  from('b')
  const done = collector.collect('x', ['a', 'b'])
  from('a', 'x')
  clock.advance(60_000)
  await done
  expect(published.at(-1)).toBe('x: device-update-manager a b')
})

it('gives agents that have to verify first the time for it', async () => {
  const { clock, collector, published, asked, from } = collectorWith('a')
  const done = collector.collect('x', ['a'], true)
  collector.returned('a')
  expect(asked).toEqual(['a x verify', 'a x verify'])
  clock.advance(120_000)
  expect(published).toEqual([])
  from('a', 'x')
  await done
  expect(published).toEqual(['x: device-update-manager a'])
})

it('takes two questions under one id for one', async () => {
  const { collector, published, asked, from } = collectorWith('a')
  const both = [collector.collect('x', ['a']), collector.collect('x', ['a'])]
  from('a', 'x')
  await Promise.all(both)
  expect(asked).toEqual(['a x'])
  expect(published).toHaveLength(2)
})

it('gathers changes that nobody asked for, and reports none where nothing has changed', () => {
  const { clock, published, from } = collectorWith('a', 'b')
  from('a')
  from('b')
  clock.advance(30_000)
  expect(published).toEqual([': device-update-manager a b'])
  from('a')
  clock.advance(30_000)
  expect(published).toHaveLength(1)
  from('a', '', '2')
  clock.advance(30_000)
  expect(published).toHaveLength(2)
})

it('reports changes that nobody asked for also while somebody else has not answered', () => {
  const { clock, collector, published, from } = collectorWith('a', 'b')
  void collector.collect('x', ['b'])
  from('a')
  clock.advance(30_000)
  expect(published).toEqual([': device-update-manager a'])
})

it('asks again who comes back before having answered', async () => {
  const { collector, asked, published, from } = collectorWith('a', 'b')
  const done = collector.collect('x', ['a', 'b'])
  from('a', 'x')
  collector.returned('a')
  collector.returned('b')
  expect(asked).toEqual(['a x', 'b x', 'b x'])
  from('b', 'x')
  await done
  expect(published).toEqual(['x: device-update-manager a b'])
})
