import { afterEach, expect, it } from 'vitest'
import { describeWithMosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { newScope } from '../../support/scope.ts'
import { connectWire } from '../../support/wire-client.ts'

const scope = newScope()
afterEach(() => scope.release())

describeWithMosquitto('the broker of the tests', () => {
  it('delivers, and listens on the same port after it was killed and started again', async () => {
    const broker = await startMosquitto(scope)
    const before = await connectWire(scope, broker.url)
    await before.publish('a/b', 'one', null)
    await before.settle()
    expect(before.on('a/b')).toHaveLength(1)
    await before.close()
    await broker.kill()
    expect(broker.process().isRunning()).toBe(false)

    await broker.start()
    const after = await connectWire(scope, broker.url)
    await after.publish('a/b', 'two', null)
    await after.settle()
    expect(after.on('a/b')).toHaveLength(1)
  })
})
