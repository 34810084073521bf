import { expect, it } from 'vitest'
import type { Bus } from '../../../platform/bus/bus.ts'
import { type Faults, newMemoryBroker } from '../../simulation/memory-bus.ts'
import { newSimulatedClock, runUntilIdle } from '../../simulation/sim-clock.ts'

function newWorld(faults: Partial<Faults> = {}) {
  const clock = newSimulatedClock()
  const broker = newMemoryBroker(clock, { random: () => 0.5, ...faults })
  const idle = () => runUntilIdle(clock)
  const connect = async (clientId: string, options?: Parameters<typeof broker.connect>[1]) => {
    const bus = broker.connect(clientId, options)
    await Promise.all([bus.ready(), idle()])
    return bus
  }
  return { broker, idle, connect }
}

function listen(bus: Bus, filter: string, handle: () => Promise<void> | void = () => {}) {
  const texts: string[] = []
  bus.subscribe(filter, ({ payload, retained }) => {
    texts.push(`${Buffer.from(payload)}${retained ? ' (retained)' : ''}`)
    return handle()
  })
  return texts
}

it('carries messages between clients, in order, and keeps what is retained', async () => {
  const { idle, connect } = newWorld()
  const a = await connect('a')
  const b = await connect('b')
  const texts = listen(b, 'x/+')
  await idle()
  for (const text of ['1', '2', '3']) void a.publish('x/y', text, { retain: true })
  await idle()
  expect(texts).toEqual(['1', '2', '3'])
  expect(listen(a, 'x/#')).toEqual([])
  const late = listen(await connect('c'), '#')
  await idle()
  expect(late).toEqual(['3 (retained)'])
})

it('collects for a client that is away, and delivers again what it had not acknowledged', async () => {
  const { broker, idle, connect } = newWorld()
  const sender = await connect('sender')
  const never = new Promise<void>(() => {})
  const first = await connect('device')
  const before = listen(first, 'x', () => never)
  await idle()
  await Promise.all([sender.publish('x', '1'), sender.publish('x', '2'), idle()])
  expect(before).toEqual(['1'])
  first.kill()
  await Promise.all([sender.publish('x', '3'), idle()])
  const second = broker.connect('device')
  await idle()
  const after = listen(second, 'x')
  void second.ready()
  await idle()
  expect(after).toEqual(['1', '2', '3'])
})

it('publishes what was given to it offline, and tells of its status', async () => {
  const { broker, idle } = newWorld()
  const bus = broker.connect('a', { presence: { topic: 'p', online: 'here', offline: 'away' } })
  const seen: string[] = []
  bus.onStatus((status) => seen.push(status))
  await Promise.all([bus.ready(), idle()])
  expect(broker.retained('p')).toBe('here')
  bus.disconnect()
  expect(broker.retained('p')).toBe('away')
  const published = bus.publish('y', '1', { retain: true })
  await idle()
  expect(broker.retained('y')).toBeUndefined()
  bus.reconnect()
  await Promise.all([published, idle()])
  expect(broker.retained('y')).toBe('1')
  expect(seen).toEqual(['online', 'offline', 'online'])
  await bus.close(0)
  await expect(bus.publish('y', '2')).rejects.toThrow('closed')
})

it('forgets everything when it crashes, and clients subscribe again', async () => {
  const { broker, idle, connect } = newWorld()
  const bus = await connect('a')
  const texts = listen(bus, 'x')
  await idle()
  broker.crash()
  void bus.publish('x', '1')
  await idle()
  expect(texts).toEqual(['1'])
})

it('duplicates and drops as often as it is told', async () => {
  const run = async (faults: Partial<Faults>) => {
    let seed = 7
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const { idle, connect } = newWorld({ random, maxLatencyMs: 10, ...faults })
    const bus = await connect('a')
    const texts = listen(bus, 'x')
    await idle()
    for (let n = 0; n < 100; n += 1) void bus.publish('x', `${n}`)
    await idle()
    return texts
  }
  expect(await run({})).toHaveLength(100)
  expect((await run({ duplicate: 0.2 })).length).toBeGreaterThan(110)
  expect((await run({ drop: 0.2 })).length).toBeLessThan(90)
  expect(await run({ drop: 0.2 })).toEqual(await run({ drop: 0.2 }))
})
