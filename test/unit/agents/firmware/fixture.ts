import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ssri from 'ssri'
import { onTestFinished } from 'vitest'
import type { Artifacts } from '../../../../agents/artifacts/artifacts.ts'
import { describePacking } from '../../../../agents/artifacts/packing/describe-packing.ts'
import { createFirmwareAgent } from '../../../../agents/firmware/agent.ts'
import type { BootControl } from '../../../../agents/firmware/boot/boot-control.ts'
import { rawInstaller } from '../../../../agents/firmware/raw/installer.ts'
import type { SlotRecords } from '../../../../agents/firmware/slots/records.ts'
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

export const slotSize = 3 * 1024 * 1024

const silent = () => {}
const log: Log = {
  error: silent,
  warn: silent,
  info: silent,
  debug: silent,
  trace: silent,
  child: () => log,
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

export interface Fixture {
  folder: string
  slots: { a: string; b: string }
  boot: SimulatedBootLoader
  records: Collection<SlotRecords>
  /** An image of that content, as a desired state's component config. */
  image(content: Buffer, extra?: KeyValue[]): Promise<KeyValue[]>
  /** A new process: the agent on the same disk, with an optional crash. */
  start(crash?: Crash, compatible?: string): UpdateAgent
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
  const records = memoryCollection<SlotRecords>()
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
    start(crash = () => {}, compatible) {
      return createFirmwareAgent(
        { domain: 'firmware', version: 'test', component: 'rootfs', slots, compatible },
        {
          bootControl: crashing<BootControl>('boot', boot, crash),
          installer: rawInstaller(slots),
          records: crashing('records', records, crash),
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
      log,
      outcome: 'committed',
      ...overrides,
    }),
    identifyContext: () => ({
      activityId: 'campaign',
      config: [],
      artifacts,
      log,
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

/** Runs the steps of a whole successful campaign, with the reboot. */
export async function install(fixture: Fixture, version: string, config: KeyValue[]): Promise<void> {
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired(version, config))
  const scratch = memoryScratch()
  const context = () => fixture.context({ scratch })
  await agent.download?.(action, context())
  await agent.update?.(action, context())
  await agent.activate?.(action, context())
  fixture.boot.powerOn()
  await agent.activate?.(action, context())
  await agent.cleanup?.(action, context())
}
