import { describe, expect, it } from 'vitest'
import { fullInventory } from '../../../../agents/sdk/runtime/inventory.ts'
import { newGate } from '../../../support/waiting.ts'
import { newDevice } from './device.ts'

const root = {
  id: 'demo-update-agent',
  version: '1.0',
  name: 'Demo',
  parameters: [
    { key: 'domain', value: 'demo' },
    { key: 'capabilities', value: 'baselines,idempotent,reboot,plan,pause' },
  ],
  type: 'APPLICATION',
}

describe('current state', () => {
  it("has the agent's own node first, and the author's under their domain", () => {
    const inventory = fullInventory(
      { domain: 'demo', name: 'Demo', version: '1.0' },
      {
        hardwareNodes: [{ id: 'board' }],
        softwareNodes: [{ id: 'x' }, { id: 'y' }],
        associations: [{ sourceId: 'x', targetId: 'y' }],
      },
    )
    expect(inventory).toEqual({
      hardwareNodes: [{ id: 'demo:board' }],
      softwareNodes: [root, { id: 'demo:x' }, { id: 'demo:y' }],
      associations: [
        { sourceId: 'demo-update-agent', targetId: 'demo:x' },
        { sourceId: 'demo-update-agent', targetId: 'demo:board' },
        { sourceId: 'demo:x', targetId: 'demo:y' },
      ],
    })
  })

  it('is published retained at the start', async () => {
    const device = newDevice()
    await device.start()
    await device.until('current state', () => device.inventories().length === 1)
    expect(device.inventories()[0]).toMatchObject({ retain: true, activityId: '' })
  })

  it('answers who asks, with the activity it was asked for', async () => {
    const device = newDevice()
    await device.start()
    await device.receive('demoupdate/currentstate/get', 'question', null)
    await device.until('answer', () =>
      device.inventories().some(({ activityId }) => activityId === 'question'),
    )
  })

  it('is verified first for who asks for that, while others are answered at once', async () => {
    const gate = newGate()
    let calls = 0
    const device = newDevice({
      verify: () => {
        calls += 1
        return gate.opened
      },
    })
    const answered = (id: string) => device.inventories().some(({ activityId }) => activityId === id)
    await device.start()
    for (const id of ['a', 'b']) await device.receive('demoupdate/currentstate/get', id, { verify: true })
    await device.receive('demoupdate/currentstate/get', 'quick', null)
    await device.until('answer', () => answered('quick'))
    expect(answered('a') || answered('b')).toBe(false)
    gate.open()
    await device.until('answers', () => answered('a') && answered('b'))
    expect(calls).toBe(1)
  })

  it('is told as it is known where it cannot be verified', async () => {
    const device = newDevice({ verify: () => Promise.reject(new Error('no')) })
    await device.start()
    await device.receive('demoupdate/currentstate/get', 'a', { verify: true })
    await device.until('answer', () => device.inventories().some(({ activityId }) => activityId === 'a'))
  })

  it('is read once for all who ask meanwhile', async () => {
    const gate = newGate()
    let calls = 0
    const device = newDevice({
      inventory: async () => {
        calls += 1
        await gate.opened
        return {}
      },
    })
    await device.start()
    for (const id of ['a', 'b', 'c']) await device.receive('demoupdate/currentstate/get', id, null)
    gate.open()
    await device.until('answers', () => device.inventories().length === 4)
    expect(calls).toBe(2)
  })

  it('is published after each operation', async () => {
    const device = newDevice({ identify: async () => [] })
    await device.start()
    await device.until('first', () => device.inventories().length === 1)
    await device.desired()
    await device.until('second', () => device.inventories().length === 2)
  })

  it('names the problem where the author cannot tell it', async () => {
    const device = newDevice({
      inventory: () => {
        throw new Error('database is locked')
      },
    })
    await device.start()
    await device.until('current state', () => device.inventories().length === 1)
    expect(device.inventories()[0]?.payload.softwareNodes).toEqual([
      { ...root, parameters: [...root.parameters, { key: 'problem', value: 'database is locked' }] },
    ])
  })

  it('names the problem where the author never answers', async () => {
    const device = newDevice({ inventory: () => new Promise(() => {}) })
    await device.start()
    device.clock.advance(30_000)
    await device.until('current state', () => device.inventories().length === 1)
  })

  it('gathers changes for a while', async () => {
    let changed = () => {}
    const device = newDevice({
      watch(listener) {
        changed = listener
        return () => {}
      },
    })
    await device.start()
    await device.until('first', () => device.inventories().length === 1)
    changed()
    changed()
    device.clock.advance(499)
    expect(device.inventories()).toHaveLength(1)
    device.clock.advance(1)
    await device.until('second', () => device.inventories().length === 2)
  })
})
