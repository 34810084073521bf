import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ssri from 'ssri'
import { onTestFinished } from 'vitest'
import type { Artifacts } from '../../../../agents/artifacts/artifacts.ts'
import { describePacking } from '../../../../agents/artifacts/packing/describe-packing.ts'
import { createFirmwareAgent, type FirmwarePorts } from '../../../../agents/firmware/agent.ts'
import { type BootControl, otherSlot, type Slot } from '../../../../agents/firmware/boot/boot-control.ts'
import { rawInstaller } from '../../../../agents/firmware/raw/installer.ts'
import type { FirmwareRecords } from '../../../../agents/firmware/records.ts'
import type { FirmwareSettings } from '../../../../agents/firmware/settings.ts'
import type { CrashDump, Evidence } from '../../../../agents/firmware/trial/evidence.ts'
import { noWatchdog } from '../../../../agents/firmware/trial/watchdog.ts'
import type {
  CleanupContext,
  IdentifyContext,
  PlannedAction,
  Scratch,
  UpdateAgent,
} from '../../../../agents/sdk/agent.ts'
import type { Log } from '../../../../platform/log.ts'
import type { Collection } from '../../../../platform/store/store.ts'
import type { DesiredDomain, KeyValue } from '../../../../spec/index.ts'
import { type SimulatedBootLoader, simulatedBootLoader } from '../../../simulation/boot-control.ts'
import { newSimulatedClock, type SimulatedClock } from '../../../simulation/sim-clock.ts'

export const slotSize = 3 * 1024 * 1024

const silent = () => {}
export const silentLog: Log = {
  error: silent,
  warn: silent,
  info: silent,
  debug: silent,
  trace: silent,
  child: () => silentLog,
}

/** Called before and after the effect of each call of a port; throws where the process is to die. */
export type Crash = (call: string, moment: 'before' | 'after') => void

/** A port whose calls may be the last thing the process does. */
export function crashing<Port extends object>(name: string, port: Port, crash: Crash): Port {
  const methods = Object.entries(port).map(([key, method]) => [
    key,
    async (...given: unknown[]) => {
      crash(`${name}.${key}`, 'before')
      const answer = await method(...given)
      crash(`${name}.${key}`, 'after')
      return answer
    },
  ])
  return Object.fromEntries(methods)
}

/** What a simulated machine has to say of its last boot. */
export interface Machine {
  dumps: CrashDump[]
  watchdogReset: boolean
  bootReason?: string
  buildId?: string
}

const evidenceOf = (machine: Machine): Evidence => ({
  crashDumps: async () => machine.dumps,
  watchdogReset: async () => machine.watchdogReset,
  bootReason: async () => machine.bootReason,
  buildId: async () => machine.buildId,
})

const plainSettings: Omit<FirmwareSettings, 'slots'> = {
  domain: 'firmware',
  version: 'test',
  component: 'rootfs',
  driver: 'raw',
  allowDowngrade: true,
  retryFailedVersion: false,
  confirmTimeoutMs: 0,
  hooks: {},
  hookTimeoutMs: 10_000,
}

export interface Fixture {
  folder: string
  slots: { a: string; b: string }
  boot: SimulatedBootLoader
  records: Collection<FirmwareRecords>
  /** An image of that content, as a desired state's component config. */
  image(content: Buffer, extra?: KeyValue[]): Promise<KeyValue[]>
  /** A new process: the agent on the same disk, with an optional crash, and other ports where they are given. */
  start(crash?: Crash, settings?: Partial<FirmwareSettings>, ports?: Partial<FirmwarePorts>): UpdateAgent
  /** What the machine tells of its last boot. */
  machine: Machine
  clock: SimulatedClock
  context(overrides?: Partial<CleanupContext>): CleanupContext
  identifyContext(): IdentifyContext
  scratch: Scratch
}

export async function deviceFixture(): Promise<Fixture> {
  const folder = await mkdtemp(path.join(tmpdir(), 'godwit-firmware-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const slots = { a: path.join(folder, 'slot.a'), b: path.join(folder, 'slot.b') }
  for (const slot of Object.values(slots)) {
    await writeFile(slot, '')
    await truncate(slot, slotSize)
  }
  const boot = simulatedBootLoader()
  const machine: Machine = { dumps: [], watchdogReset: false }
  const clock = newSimulatedClock()
  const records = memoryCollection<FirmwareRecords>()
  const scratch = memoryScratch()
  const artifacts = localArtifacts()
  return {
    folder,
    slots,
    boot,
    records,
    scratch,
    async image(content, extra = []) {
      const file = path.join(folder, `image-${ssri.fromData(content).hexDigest().slice(0, 12)}`)
      await writeFile(file, content)
      return [
        { key: 'source', value: file },
        { key: 'integrity', value: String(ssri.fromData(content, { algorithms: ['sha256'] })) },
        { key: 'size', value: String(content.length) },
        ...extra,
      ]
    },
    machine,
    clock,
    start(crash = () => {}, settings = {}, ports = {}) {
      return createFirmwareAgent(
        { ...plainSettings, slots, ...settings },
        {
          log: silentLog,
          clock,
          evidence: evidenceOf(machine),
          watchdog: noWatchdog,
          bootId: boot.bootId(),
          reboot: async () => boot.powerOn(),
          bootControl: crashing<BootControl>('boot', boot, crash),
          installer: rawInstaller(settings.slots ?? slots),
          records: crashing('records', records, crash),
          ...ports,
        },
      )
    },
    context: (overrides = {}) => ({
      activityId: 'campaign',
      attempt: 1,
      progress: silent,
      signal: new AbortController().signal,
      artifacts,
      scratch,
      bootId: boot.bootId(),
      log: silentLog,
      outcome: 'committed',
      ...overrides,
    }),
    identifyContext: () => ({
      activityId: 'campaign',
      config: [],
      artifacts,
      log: silentLog,
      signal: new AbortController().signal,
    }),
  }
}

/** Artifacts whose sources are files that are there already. */
function localArtifacts(): Artifacts {
  const value = (config: KeyValue[], key: string) => config.find((entry) => entry.key === key)?.value ?? ''
  return {
    describe: (config) => {
      const sources = [value(config, 'source')]
      const read = (key: string) => value(config, key) || undefined
      return {
        sources,
        integrity: value(config, 'integrity'),
        size: Number(value(config, 'size')),
        ...describePacking(
          sources.map((source) => `file://${source}`),
          read,
        ),
      }
    },
    describeAll: () => [],
    reserve: async () => {},
    keep: async () => {},
    fetch: async ({ sources, size = 0, integrity = '' }) => ({ path: sources[0] ?? '', size, integrity }),
    find: async ({ sources, size = 0, integrity = '' }) => ({ path: sources[0] ?? '', size, integrity }),
  }
}

function memoryCollection<T>(): Collection<T> {
  const documents = new Map<string, T>()
  return {
    read: async (id) => structuredClone(documents.get(id)),
    write: async (id, document) => void documents.set(id, structuredClone(document)),
    remove: async (id) => void documents.delete(id),
    list: async () => [...documents.keys()].sort(),
  }
}

function memoryScratch(): Scratch {
  const values = new Map<string, unknown>()
  return {
    get: (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
  }
}

export function desired(version: string, config: KeyValue[], id = 'rootfs'): DesiredDomain {
  return { id: 'firmware', components: [{ id, version, config }] }
}

/** The only action of a plan. */
export async function plan(
  fixture: Fixture,
  agent: UpdateAgent,
  domain: DesiredDomain,
): Promise<PlannedAction> {
  const [action] = await agent.identify(domain, fixture.identifyContext())
  if (!action) throw new Error('the plan is empty')
  return action
}

let campaigns = 0

/** Runs the steps of a whole successful campaign, with the reboot. */
export async function install(
  fixture: Fixture,
  version: string,
  config: KeyValue[],
  settings?: Partial<FirmwareSettings>,
): Promise<void> {
  const { agent, action, context } = await tryOut(fixture, version, config, settings)
  await agent.activate?.(action, context())
  await agent.cleanup?.(action, context())
}

/** Runs the steps up to the trial boot, of the new slot or, where that is broken, of the old one. */
export async function tryOut(
  fixture: Fixture,
  version: string,
  config: KeyValue[],
  settings?: Partial<FirmwareSettings>,
) {
  campaigns += 1
  const activityId = `campaign-${campaigns}`
  const before = fixture.start(undefined, settings)
  const action = await plan(fixture, before, desired(version, config))
  const scratch = memoryScratch()
  const context = (overrides: Partial<CleanupContext> = {}) =>
    fixture.context({ scratch, activityId, ...overrides })
  await before.download?.(action, context())
  await before.update?.(action, context())
  await before.activate?.(action, context())
  fixture.boot.powerOn()
  return { agent: fixture.start(undefined, settings), action, context }
}

/** A campaign whose version does not come up, and that is rolled back. What it was told is answered. */
export async function failOnce(
  fixture: Fixture,
  version: string,
  config: KeyValue[],
  settings?: Partial<FirmwareSettings>,
): Promise<unknown> {
  const mend = fixture.boot.breakSlot(otherSlot((await fixture.boot.getCurrent()) as Slot))
  const { agent, action, context } = await tryOut(fixture, version, config, settings)
  const verdict = await agent.activate?.(action, context()).catch((error: unknown) => error)
  await agent.rollback?.(action, context())
  await agent.cleanup?.(action, context({ outcome: 'rolledBack' }))
  mend()
  return verdict
}

/** A parameter of the component in the inventory. */
export async function parameter(fixture: Fixture, key: string): Promise<string | undefined> {
  const [node] = (await fixture.start().inventory()).softwareNodes ?? []
  return node?.parameters?.find((entry) => entry.key === key)?.value
}
