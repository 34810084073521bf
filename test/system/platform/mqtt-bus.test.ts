import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Bus, BusMessage } from '../../../platform/bus/bus.ts'
import { createMqttBus, type MqttBusOptions } from '../../../platform/bus/mqtt-bus.ts'
import { systemClock } from '../../../platform/clock.ts'
import { type RecordedLog, recordLog } from '../../support/logging.ts'
import { describeWithMosquitto, freePort, startMosquitto } from '../../support/mosquitto.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { newChanges, newGate, waitUntil } from '../../support/waiting.ts'
import { connectWire } from '../../support/wire-client.ts'

let scope: Scope
let log: RecordedLog

beforeEach(() => {
  scope = newScope()
  log = recordLog()
})
afterEach(() => scope.release())

const presence = { topic: 'device/presence', online: 'here', offline: 'away' }

function newBus(url: string, options: Partial<MqttBusOptions> = {}): Bus {
  const bus = createMqttBus(
    {
      url,
      clientId: 'device',
      protocolVersion: 4,
      sessionExpiryMs: 60_000,
      keepAliveMs: 20_000,
      connectTimeoutMs: 5_000,
      ...options,
    },
    { clock: systemClock, log, random: () => 0.05 },
  )
  scope.defer(() => bus.close(1_000))
  return bus
}

/** Connects, and does not wait for it. */
function connect(bus: Bus): Bus {
  bus.ready().catch(() => {})
  return bus
}

/** What a filter brings, remembered; `until` waits for a number of messages. */
function listen(bus: Bus, filter: string, handle: (message: BusMessage) => Promise<void> = async () => {}) {
  const texts: string[] = []
  const changes = newChanges()
  bus.subscribe(filter, async (message) => {
    texts.push(Buffer.from(message.payload).toString())
    changes.notify()
    await handle(message)
  })
  const until = (count: number) =>
    waitUntil(
      () => (texts.length >= count ? texts : undefined),
      changes.listen,
      () => `${texts.length} of ${count} messages: ${texts}\n${log.lines.join('\n')}`,
    )
  return { texts, until }
}

function statusOf(bus: Bus) {
  const seen: string[] = []
  const changes = newChanges()
  bus.onStatus((status) => {
    seen.push(status)
    changes.notify()
  })
  const until = (count: number) =>
    waitUntil(
      () => (seen.length >= count ? seen : undefined),
      changes.listen,
      () => `saw ${seen}\n${log.lines.join('\n')}`,
    )
  return { seen, until }
}

for (const protocolVersion of [4, 5] as const) {
  describeWithMosquitto(`the bus over MQTT version ${protocolVersion}`, () => {
    it('hands messages to every handler whose filter names the topic', async () => {
      const broker = await startMosquitto(scope)
      const bus = newBus(broker.url, { protocolVersion })
      const all = listen(bus, 'update/#')
      const one = listen(bus, 'update/+/state')
      await bus.ready()
      await bus.publish('update/a/state', '1')
      await bus.publish('update/b', '2')
      await bus.publish('update/c/state', '3')
      await all.until(3)
      expect(new Set(all.texts)).toEqual(new Set(['1', '2', '3']))
      expect(new Set(one.texts)).toEqual(new Set(['1', '3']))
    })

    it('receives what was published while it was away, in order', async () => {
      const broker = await startMosquitto(scope)
      const first = newBus(broker.url, { protocolVersion })
      listen(first, 'orders')
      await first.ready()
      await first.close(1_000)

      const wire = await connectWire(scope, broker.url)
      for (let index = 0; index < 100; index += 1) await wire.publishRaw('orders', `${index}`)
      const second = newBus(broker.url, { protocolVersion })
      const orders = listen(second, 'orders')
      await second.ready()
      expect(await orders.until(100)).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`))
    })

    it('receives again what it had not handled when it was killed', async () => {
      const broker = await startMosquitto(scope)
      const killed = newBus(broker.url, { protocolVersion })
      const never = newGate()
      const before = listen(killed, 'orders', () => never.opened)
      await killed.ready()
      const wire = await connectWire(scope, broker.url)
      await wire.publishRaw('orders', 'go')
      await before.until(1)
      await killed.close(0)

      const next = newBus(broker.url, { protocolVersion })
      const orders = listen(next, 'orders')
      await next.ready()
      expect(await orders.until(1)).toEqual(['go'])
    })

    it('publishes, while the broker is gone, as soon as it is back; and listens again', async () => {
      const broker = await startMosquitto(scope)
      const bus = newBus(broker.url, { protocolVersion })
      const echo = listen(bus, 'echo')
      const status = statusOf(bus)
      await bus.ready()
      await broker.kill()
      await status.until(2)
      const published = Promise.all(['1', '2', '3'].map((text) => bus.publish('echo', text)))
      await broker.start()
      await published
      expect(await echo.until(3)).toEqual(['1', '2', '3'])
      expect(status.seen).toEqual(['online', 'offline', 'online'])
    })

    it('says that it is here, and that it is away after close and after a loss', async () => {
      const broker = await startMosquitto(scope)
      const wire = await connectWire(scope, broker.url)
      const presenceIs = (text: string) =>
        wire.waitUntil(text, (messages) => messages.at(-1)?.text === text || undefined)
      const bus = newBus(broker.url, { protocolVersion, presence })
      await bus.ready()
      await presenceIs('here')
      await bus.close(1_000)
      await presenceIs('away')

      const lost = newBus(broker.url, { protocolVersion, presence })
      await lost.ready()
      await presenceIs('here')
      await lost.close(0)
      await presenceIs('away')
      const late = await connectWire(scope, broker.url)
      const retained = await late.waitFor('retained presence', ({ topic }) => topic === presence.topic)
      expect(retained).toMatchObject({ text: 'away', retain: true })
    })

    it('tells in words that the password is wrong, and goes on trying', async () => {
      const broker = await startMosquitto(scope, { users: { device: 'right' } })
      const bus = connect(newBus(broker.url, { protocolVersion, username: 'device', password: 'wrong' }))
      await waitUntil(
        () => log.lines.find((line) => line.startsWith('debug') && line.includes('next try')),
        log.changes.listen,
        () => log.lines.join('\n'),
      )
      const warnings = log.lines.filter((line) => line.startsWith('warn'))
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toMatch(
        /^warn cannot connect to mqtt:\/\/localhost:\d+: (bad user name or password|not authorized.*); next try in 0\.\d s$/,
      )
      expect(log.lines.join()).not.toContain('wrong')
      await bus.close(0)
      const right = newBus(broker.url, { protocolVersion, username: 'device', password: 'right' })
      await right.ready()
    })
  })
}

describeWithMosquitto('the bus', () => {
  it('does not connect before it is asked to be ready, so that what was kept for it finds its handlers', async () => {
    const broker = await startMosquitto(scope)
    const first = newBus(broker.url)
    listen(first, 'orders')
    await first.ready()
    await first.close(1_000)
    const wire = await connectWire(scope, broker.url)
    await wire.publishRaw('orders', 'kept')

    const bus = newBus(broker.url, { presence })
    await wire.settle()
    expect(wire.on(presence.topic)).toEqual([])
    const orders = listen(bus, 'orders')
    await bus.ready()
    expect(await orders.until(1)).toEqual(['kept'])
  })

  it('waits for a broker that is not there yet', async () => {
    const port = await freePort()
    const bus = connect(newBus(`mqtt://localhost:${port}`))
    await waitUntil(
      () => log.lines.find((line) => line.includes('nobody listens there')),
      log.changes.listen,
      () => log.lines.join('\n'),
    )
    const broker = await startMosquitto(scope, { port })
    expect(broker.port).toBe(port)
    await bus.ready()
  })

  it('drops a message whose handler fails, and handles the next one', async () => {
    const broker = await startMosquitto(scope)
    const bus = newBus(broker.url)
    const seen = listen(bus, 'orders', async ({ payload }) => {
      if (Buffer.from(payload).toString() === 'poison') throw new Error('cannot handle this')
    })
    await bus.ready()
    await bus.publish('orders', 'poison')
    await bus.publish('orders', 'good')
    expect(await seen.until(2)).toEqual(['poison', 'good'])
    expect(log.lines).toContain('error a message could not be handled; it is dropped')
  })

  it('delivers retained messages to a handler that comes later, also on a filter that is known', async () => {
    const broker = await startMosquitto(scope)
    const bus = newBus(broker.url)
    await Promise.all([bus.ready(), bus.publish('state', 'kept', { retain: true })])
    const first = listen(bus, 'state')
    await first.until(1)
    const second = listen(bus, 'state')
    expect((await second.until(1))[0]).toBe('kept')
    await bus.ready()
  })

  it('does not fight another client with its id at full speed', async () => {
    const broker = await startMosquitto(scope)
    const [first, second] = [newBus(broker.url), newBus(broker.url)]
    await Promise.all([first.ready(), second.ready()])
    await waitUntil(
      () => log.lines.find((line) => /lost the connection.*next try in 0\.[4-9] s/.test(line)),
      log.changes.listen,
      () => log.lines.join('\n'),
    )
    expect(log.lines.filter((line) => line.includes('connected to')).length).toBeLessThan(15)
    await waitUntil(
      () => log.lines.find((line) => line.includes('is another "device" connected?')),
      log.changes.listen,
      () => log.lines.join('\n'),
    )
  })

  it('closes within its grace while the broker is silent, and rejects what was not acknowledged', async () => {
    const broker = await startMosquitto(scope)
    const bus = newBus(broker.url)
    await bus.ready()
    process.kill(broker.process().pid, 'SIGSTOP')
    const published = bus.publish('echo', 'text').catch((error: Error) => error.name)
    await bus.close(200)
    expect(await published).toBe('BusClosedError')
    await expect(bus.publish('echo', 'text')).rejects.toThrow('was closed')
    process.kill(broker.process().pid, 'SIGCONT')
  })

  it('notices a broker that falls silent, and comes back when it speaks again', async () => {
    const broker = await startMosquitto(scope)
    const bus = newBus(broker.url, { keepAliveMs: 1_000, connectTimeoutMs: 500 })
    const status = statusOf(bus)
    await bus.ready()
    process.kill(broker.process().pid, 'SIGSTOP')
    await status.until(2)
    process.kill(broker.process().pid, 'SIGCONT')
    await status.until(3)
  })

  it('connects over TLS with a client certificate, and not without', async () => {
    const broker = await startMosquitto(scope, { tls: true })
    const { ca = '', clientCert = '', clientKey = '' } = broker.certificates ?? {}
    const bus = newBus(broker.url, { caFile: ca, certFile: clientCert, keyFile: clientKey })
    await bus.ready()
    const stranger = connect(newBus(broker.url, { clientId: 'stranger', caFile: ca }))
    await waitUntil(
      () => log.lines.find((line) => line.startsWith('warn')),
      log.changes.listen,
      () => log.lines.join('\n'),
    )
    await stranger.close(0)
  })

  it('does not trust a broker whose certificate is not signed by its authority', async () => {
    const broker = await startMosquitto(scope, { tls: true })
    const bus = connect(newBus(broker.url))
    await waitUntil(
      () => log.lines.find((line) => line.includes('certificate')),
      log.changes.listen,
      () => log.lines.join('\n'),
    )
    await bus.close(0)
  })

  it('keeps trying, with the file named, where a certificate file is missing', async () => {
    connect(newBus(`mqtts://localhost:${await freePort()}`, { caFile: '/nowhere/ca.pem' }))
    await waitUntil(
      () => log.lines.find((line) => line.includes('/nowhere/ca.pem') && line.includes('next try')),
      log.changes.listen,
      () => log.lines.join('\n'),
    )
  })
})
