import { describe, expect, it } from 'vitest'
import type { Scratch, StepContext } from '../../../../agents/sdk/agent.ts'
import { GodwitError } from '../../../../spec/index.ts'
import { newGate } from '../../../support/waiting.ts'
import { newDevice, plan } from './device.ts'

/** A step that waits for its gate, or for being aborted. */
function gatedStep() {
  const gate = newGate()
  const contexts: StepContext[] = []
  const step = (_: unknown, context: StepContext) => {
    contexts.push(context)
    const aborted = new Promise<never>((_, reject) => {
      context.signal.addEventListener('abort', () => reject(context.signal.reason))
    })
    return Promise.race([gate.opened, aborted])
  }
  return { gate, contexts, step }
}

async function identified(device: ReturnType<typeof newDevice>) {
  await device.start()
  await device.desired()
  await device.untilStatus('IDENTIFIED')
}

describe('durability', () => {
  it('acknowledges a message when it is on the disk, and says nothing before', async () => {
    const device = newDevice()
    await device.start()
    const gate = newGate()
    device.beforeWrite = () => gate.opened
    let acknowledged = false
    const handled = device.desired().then(() => {
      acknowledged = true
    })
    await new Promise(setImmediate)
    expect(acknowledged).toBe(false)
    expect(device.statuses()).toEqual([])
    gate.open()
    await handled
    await device.untilStatus('IDENTIFIED')
  })

  it('carries events that arrive during a write together', async () => {
    const device = newDevice()
    await identified(device)
    device.acknowledges = false
    const gate = newGate()
    device.beforeWrite = () => gate.opened
    const before = device.writes
    const commands = ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP'].map((command) => device.command(command))
    gate.open()
    await Promise.all(commands)
    expect(device.writes - before).toBe(2)
    await device.untilStatus('COMPLETED')
  })

  it('tries again when the disk refuses, and loses nothing', async () => {
    const device = newDevice()
    await device.start()
    let refusals = 1
    device.beforeWrite = async () => {
      if (refusals-- > 0) throw new Error('ENOSPC')
    }
    void device.desired()
    await device.until('retry', () => device.clock.pending() > 0 || tick(device))
    device.clock.advance(1_000)
    await device.untilStatus('IDENTIFIED')
    expect(device.log.lines).toContain('error the state cannot be written; trying again')
  })

  it('keeps the scratch of an action over restarts', async () => {
    let scratch: Scratch | undefined
    const device = newDevice({
      download: async (_, context) => {
        scratch = context.scratch
        await scratch.set('slot', { name: 'b' })
      },
      update: async (_, context) => {
        scratch = context.scratch
      },
    })
    await identified(device)
    await device.command('DOWNLOAD')
    await device.untilStatus('DOWNLOAD_SUCCESS')
    await device.restart()
    await device.command('UPDATE')
    await device.untilStatus('UPDATE_SUCCESS')
    expect(scratch?.get('slot')).toEqual({ name: 'b' })
  })
})

/** Lets pending promises run, then has the condition looked at again. */
function tick(device: ReturnType<typeof newDevice>): undefined {
  setImmediate(() => device.changes.notify())
}

describe('what comes in', () => {
  it('is answered with path and reason where it is no desired state', async () => {
    const device = newDevice()
    await device.start()
    await device.receive('demoupdate/desiredstate', 'bad', { domains: [{ components: [] }] })
    await device.untilStatus('IDENTIFICATION_FAILED')
    const [feedback] = device.feedback()
    expect(feedback?.message).toContain('payload.domains[0]')
    expect(feedback?.reason).toMatchObject({ code: 'INVALID_MESSAGE', domain: 'demo' })
  })

  it('is answered where it is for other domains alone', async () => {
    const device = newDevice()
    await device.start()
    await device.receive('demoupdate/desiredstate', 'bad', { domains: [{ id: 'other' }] })
    expect(device.feedback()[0]?.message).toBe('payload.domains: does not name "demo"')
  })

  it('is logged, and does no harm, where nobody can be answered', async () => {
    const device = newDevice()
    await device.start()
    for (const topic of ['desiredstate', 'desiredstate/command', 'currentstate/get']) {
      await device.receiveText(`demoupdate/${topic}`, '{"activityId":')
    }
    await device.command('DANCE')
    expect(device.feedback()).toEqual([])
    expect(device.log.lines.filter((line) => line.startsWith('warn'))).toHaveLength(4)
    await device.desired()
    await device.untilStatus('IDENTIFIED')
  })
})

describe("the author's code", () => {
  it('tells what is wrong by a GodwitError, which is sent as reason', async () => {
    const device = newDevice({
      download: async () => {
        throw new GodwitError('NETWORK', 'no route', { retryable: true })
      },
    })
    await identified(device)
    await device.command('DOWNLOAD')
    await device.untilStatus('DOWNLOAD_FAILURE')
    expect(device.feedback().at(-1)).toMatchObject({
      message: 'x: no route',
      reason: { code: 'NETWORK', phase: 'DOWNLOAD', component: 'demo:x', domain: 'demo', retryable: true },
      actions: [{ status: 'DOWNLOAD_FAILURE', message: 'x: no route' }],
    })
  })

  it('counts as INTERNAL where it throws anything else', async () => {
    const device = newDevice({
      identify: () => {
        throw new TypeError('x is not a function')
      },
    })
    await device.start()
    await device.desired()
    await device.untilStatus('IDENTIFICATION_FAILED')
    expect(device.feedback().at(-1)?.reason).toMatchObject({ code: 'INTERNAL', phase: 'IDENTIFY' })
  })

  it('may not plan a component twice', async () => {
    const device = newDevice({ identify: async () => [...plan, ...plan] })
    await device.start()
    await device.desired()
    await device.untilStatus('IDENTIFICATION_FAILED')
  })

  it('reports progress: the first at once, then once per interval, and the end at once', async () => {
    const { gate, contexts, step } = gatedStep()
    const device = newDevice({ download: step })
    await identified(device)
    device.clock.advance(10_000)
    await device.command('DOWNLOAD')
    await device.untilStatus('DOWNLOADING')
    const before = device.feedback().length
    device.clock.advance(400)
    for (const percent of [10, 20, 30.4]) contexts[0]?.progress(percent, `${percent} of 100`)
    expect(device.feedback()).toHaveLength(before)
    device.clock.advance(600)
    expect(device.feedback()).toHaveLength(before + 1)
    expect(device.feedback().at(-1)?.actions?.[0]).toMatchObject({ progress: 30, message: '30.4 of 100' })
    contexts[0]?.progress(300)
    gate.open()
    await device.untilStatus('DOWNLOAD_SUCCESS')
    expect(device.feedback().at(-1)?.status).toBe('DOWNLOAD_SUCCESS')
    device.clock.advance(5_000)
    expect(device.feedback().at(-1)?.status).toBe('DOWNLOAD_SUCCESS')
  })

  it('that does not stop when it is aborted is given up after the grace time', async () => {
    const gate = newGate()
    const device = newDevice({ download: () => gate.opened })
    await identified(device)
    await device.command('DOWNLOAD')
    await device.command('CLEANUP')
    expect(device.statuses()).not.toContain('INCOMPLETE')
    device.clock.advance(4_000)
    await device.untilStatus('INCOMPLETE')
    gate.open()
  })
})

describe('a process', () => {
  it('that stops aborts its step, and the next one goes on with it', async () => {
    const { contexts, step } = gatedStep()
    const device = newDevice({ download: step })
    await identified(device)
    await device.command('DOWNLOAD')
    await device.stop()
    expect(contexts[0]?.signal.aborted).toBe(true)
    expect(device.statuses()).not.toContain('DOWNLOAD_FAILURE')
    await device.restart()
    expect(contexts[1]).toMatchObject({ attempt: 2, bootId: 'boot-1' })
  })

  it('says an end again until the broker has acknowledged it', async () => {
    const device = newDevice()
    await identified(device)
    for (const command of ['DOWNLOAD', 'UPDATE', 'ACTIVATE']) await device.command(command)
    device.acknowledges = false
    await device.command('CLEANUP')
    await device.untilStatus('COMPLETED')
    device.acknowledges = true
    device.published.length = 0
    await device.restart()
    await device.untilStatus('COMPLETED')
    await device.until('acknowledged', () =>
      [...device.disk.values()].some((text) => text.includes('"reported":true')),
    )
    device.published.length = 0
    await device.restart()
    expect(device.statuses()).toEqual([])
  })

  it('says where it stands after each reconnect', async () => {
    const device = newDevice()
    await identified(device)
    device.published.length = 0
    device.reconnect()
    await device.untilStatus('IDENTIFIED')
    await device.until('current state', () => device.inventories().length > 0)
  })
})
