import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startEmbeddedBroker } from '../../../platform/broker.ts'
import { createMqttBus } from '../../../platform/bus/mqtt-bus.ts'
import { systemClock } from '../../../platform/clock.ts'
import { recordLog } from '../../support/logging.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { newGate } from '../../support/waiting.ts'
import { connectWire } from '../../support/wire-client.ts'

let scope: Scope
const log = recordLog()

beforeEach(() => {
  scope = newScope()
})
afterEach(() => scope.release())

async function startBroker(port = 0) {
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port, log })
  scope.defer(broker.close)
  return broker
}

function newBus(url: string) {
  const bus = createMqttBus(
    {
      url,
      clientId: 'device',
      protocolVersion: 4,
      sessionExpiryMs: 60_000,
      keepAliveMs: 20_000,
      connectTimeoutMs: 5_000,
      presence: { topic: 'presence', online: 'here', offline: 'away' },
    },
    { clock: systemClock, log, random: () => 0.05 },
  )
  scope.defer(() => bus.close(1_000))
  return bus
}

it('carries the bus, and keeps its session while it is away', async () => {
  const broker = await startBroker()
  const first = newBus(broker.url)
  first.subscribe('orders', () => {})
  await first.ready()
  await first.close(1_000)
  const wire = await connectWire(scope, broker.url, { filters: ['presence'] })
  await wire.waitFor('retained presence', ({ text }) => text === 'away')
  await wire.publishRaw('orders', 'go')

  const arrived = newGate()
  const second = newBus(broker.url)
  second.subscribe('orders', arrived.open)
  await second.ready()
  await arrived.opened
  await wire.waitFor('presence', ({ text }) => text === 'here')
})

it('publishes the last will of a client that is lost', async () => {
  const broker = await startBroker()
  const wire = await connectWire(scope, broker.url)
  const bus = newBus(broker.url)
  await bus.ready()
  await bus.close(0)
  await wire.waitFor('last will', ({ text }) => text === 'away')
})

it('names the address and the way out where the port is in use', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  scope.defer(() => other.close())
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await expect(startBroker(port)).rejects.toMatchObject({
    name: 'BrokerError',
    code: 'EADDRINUSE',
    message: `the embedded broker cannot listen on 127.0.0.1:${port}: the port is in use; configure another port, or connection.broker to use the broker that listens there`,
  })
})

it('lets go of its clients and its port when it is closed', async () => {
  const broker = await startBroker()
  const bus = newBus(broker.url)
  await bus.ready()
  const lost = newGate()
  bus.onStatus((status) => status === 'offline' && lost.open())
  await broker.close()
  await broker.close()
  await lost.opened
  await startBroker(Number(new URL(broker.url).port))
  await bus.ready()
})
