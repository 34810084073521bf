/**
 * SIGKILL to each process, and in each phase, of a real campaign over real software and firmware, in all combinations or
 * some of them: after a restart the campaign ends as it would have without, no hook that was done runs again, and no part is
 * fetched again.
 */
import { beforeAll, expect } from 'vitest'
import { test } from '../support/fixture.ts'
import { serveImage, serveSoftware } from '../support/payloads.ts'
import { combinations } from '../support/sampling.ts'
import { newScope, type Scope } from '../support/scope.ts'
import {
  type Device,
  type DeviceState,
  type Program,
  partSize,
  programs,
  startWholeDevice,
  storyOf,
} from '../support/whole-device.ts'

/** Where a held download stands, in bytes. */
const heldAt = 1024 * 1024

const targets: Record<string, (Program | 'broker')[]> = {
  'the manager': ['manager'],
  'the software agent': ['software'],
  'the firmware agent': ['firmware'],
  'manager and agents': [...programs],
  'the broker': ['broker'],
  'manager, agents and broker': [...programs, 'broker'],
}

interface Phase {
  /** Which of the two campaigns it is tried in. */
  campaign: 'good' | 'failing'
  /** Where the campaign is held, as a name that hooks and boot control know. */
  hold?: string
}

const phases: Record<string, Phase> = {
  identify: { campaign: 'good', hold: 'boot-get-current' },
  download: { campaign: 'good' },
  update: { campaign: 'good', hold: 'install-2' },
  activate: { campaign: 'good', hold: 'activate-2' },
  'reboot wait': { campaign: 'good' },
  cleanup: { campaign: 'good', hold: 'boot-set-state-good' },
  rollback: { campaign: 'failing', hold: 'rollback-3' },
}

interface Ending {
  status: string
  state: DeviceState
  /** Hooks that ran to their end, sorted: those of different components run at the same time. */
  hooks: string[]
  versions: string[]
}

/** How the campaigns end where nobody disturbs them, and which hooks began. */
const references: Partial<Record<Phase['campaign'], { ending: Ending; begun: string[] }>> = {}

beforeAll(async () => {
  const scope = newScope()
  try {
    for (const campaign of ['good', 'failing'] as const)
      references[campaign] = await flyUndisturbed(scope, campaign)
  } finally {
    await scope.release()
  }
})

test('undisturbed, one campaign lands and the other is rolled back', () => {
  expect(references.good?.ending).toMatchObject({
    status: 'COMPLETED',
    state: {
      boot: { current: 'b', primary: 'b', 'state.b': 'good' },
      image: 'image 2',
      software: 'releases/2',
    },
  })
  expect(references.failing?.ending).toMatchObject({
    status: 'INCOMPLETE',
    state: {
      boot: { current: 'a', primary: 'a', 'state.a': 'good' },
      image: 'factory',
      software: 'releases/1',
    },
  })
})

const cases = combinations(Object.keys(targets), Object.keys(phases), 3)

test.for(cases)('%s killed in %s: the campaign ends as it would have', async ([target, phase], { scope }) => {
  const { campaign, hold } = phases[phase] ?? { campaign: 'good' }
  const killed = targets[target] ?? []
  const device = await prepare(scope)

  if (hold) device.hold(hold)
  if (phase === 'download')
    for (const name of ['app', 'rootfs']) device.artifacts.next(name, { stallAfter: heldAt })
  await launch(device, campaign)
  await reach(device, phase, hold)

  await kill(device, killed)
  if (hold) device.letGo(hold)
  device.artifacts.cut()
  await restart(device, killed)

  const ending = await finish(device, campaign)
  expect(ending, storyOf(device)).toEqual(references[campaign]?.ending)
  if (phase === 'download') expectNoPartTwice(device)
  if (!killed.includes('software')) expect(hooks(device, 'begin')).toEqual(references[campaign]?.begun)
})

async function kill(device: Device, killed: (Program | 'broker')[]): Promise<void> {
  await device.kill(...programs.filter((program) => killed.includes(program)))
  if (killed.includes('broker')) await device.mosquitto.kill()
}

async function restart(device: Device, killed: (Program | 'broker')[]): Promise<void> {
  if (killed.includes('broker')) await device.mosquitto.start()
  await device.start(...programs.filter((program) => killed.includes(program)))
}

/** Until the campaign stands where it is to be disturbed. */
async function reach(device: Device, phase: string, hold: string | undefined): Promise<void> {
  if (hold) return driveTo(device, () => device.isHeld(hold))
  if (phase === 'reboot wait') return driveTo(device, device.isRebootRequested)
  await driveTo(device, () => device.partSizes().filter((size) => size === heldAt).length === 2)
}

/** Reboots the device whenever it asks for it, until it stands somewhere. */
async function driveTo(device: Device, there: () => boolean): Promise<void> {
  for (;;) {
    const next = await device.waitFor(
      'progress',
      () => (there() && 'there') || (device.isRebootRequested() && 'reboot') || undefined,
    )
    if (next === 'there') return
    await device.reboot()
  }
}

async function finish(device: Device, campaign: Phase['campaign']): Promise<Ending> {
  const { backend } = device
  const report = () =>
    backend.wire
      .on(backend.topics.currentState)
      .find(({ json, retain }) => json?.activityId === campaign && !retain)
  await driveTo(device, () => report() !== undefined)
  const final = await backend.final(campaign)
  const nodes: { id: string; version: string }[] = report()?.json?.payload.softwareNodes ?? []
  return {
    status: final.status,
    state: await device.state(),
    hooks: hooks(device, 'end'),
    versions: nodes.filter(({ id }) => id.includes(':')).map(({ id, version }) => `${id} ${version}`),
  }
}

function hooks(device: Device, word: 'begin' | 'end'): string[] {
  return device
    .hookLog()
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => line.slice(word.length + 1))
    .sort()
}

function expectNoPartTwice({ artifacts }: Device): void {
  for (const name of ['app', 'rootfs']) {
    const requests = artifacts.requests(name)
    expect(requests, name).toHaveLength(2)
    expect(requests[0], name).toMatchObject({ start: 0, sent: heldAt })
    expect(requests[1]?.start, name).toBeLessThanOrEqual(heldAt)
    expect(requests[1]?.start, name).toBeGreaterThanOrEqual(heldAt - partSize)
  }
}

async function flyUndisturbed(scope: Scope, campaign: Phase['campaign']) {
  const device = await prepare(scope)
  await launch(device, campaign)
  const ending = await finish(device, campaign)
  return { ending, begun: hooks(device, 'begin') }
}

/** A device with version 1 of the software. */
async function prepare(scope: Scope): Promise<Device> {
  const device = await startWholeDevice(scope)
  const component = await serveSoftware(device, 'app-1', '1')
  await device.backend.apply('first', { domains: [{ id: 'software', components: [component] }] })
  const { status, message } = await device.backend.end('first')
  expect(status, message).toBe('COMPLETED')
  return device
}

/** Serves what the campaign needs, and begins it. */
async function launch(device: Device, campaign: Phase['campaign']): Promise<void> {
  const version = campaign === 'good' ? '2' : '3'
  const domains = [
    { id: 'firmware', components: [serveImage(device, version)] },
    { id: 'software', components: [await serveSoftware(device, 'app', version)] },
  ]
  await device.backend.apply(campaign, { domains })
}
