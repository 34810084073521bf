import type { ArtifactStore } from '../../../../agents/artifacts/artifacts.ts'
import type { PlannedAction, UpdateAgent } from '../../../../agents/sdk/agent.ts'
import { type RunningAgent, startAgent } from '../../../../agents/sdk/runtime/start.ts'
import type { Bus, BusStatus, MessageHandler } from '../../../../platform/bus/bus.ts'
import type { Collection, Store } from '../../../../platform/store/store.ts'
import type { DesiredStateFeedback } from '../../../../spec/index.ts'
import { newSimulatedClock } from '../../../simulation/sim-clock.ts'
import { recordLog } from '../../../support/logging.ts'
import { newChanges, waitUntil } from '../../../support/waiting.ts'

/** Notes what is ended, as `end ID (committed)`, and what goes on, as `keep IDS`. */
function noArtifacts(endings: string[]): ArtifactStore {
  return {
    forOperation: () => ({
      describe: () => ({ sources: [] }),
      describeAll: () => [],
      reserve: async () => {},
      keep: async () => {},
      fetch: async () => ({ path: '', size: 0, integrity: '' }),
      find: async () => undefined,
    }),
    endOperation: async (activityId, { committed } = { committed: false }) =>
      void endings.push(`end ${activityId}${committed ? ' (committed)' : ''}`),
    endOthers: async (activityIds) => void endings.push(`keep ${activityIds.join(' ')}`.trim()),
  }
}

export interface Published {
  topic: string
  retain: boolean
  activityId: string
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is being tested
  payload: any
}

/** Domain `demo` on a device with a disk and a broker in memory; the author's code is a plain one unless replaced. */
export function newDevice(overrides: Partial<UpdateAgent> = {}) {
  const clock = newSimulatedClock(1_000_000)
  const log = recordLog()
  const disk = new Map<string, string>()
  const published: Published[] = []
  const changes = newChanges()
  let handlers: [string, MessageHandler][] = []
  let listeners: ((status: BusStatus) => void)[] = []
  const endings: string[] = []
  const artifacts = noArtifacts(endings)
  let boots = 1
  let running: RunningAgent | undefined
  const device = {
    clock,
    log,
    disk,
    published,
    changes,
    /** What the artifact store was told. */
    endings,
    writes: 0,
    /** Holds or refuses writes. */
    beforeWrite: async () => {},
    /** Whether the broker acknowledges. */
    acknowledges: true,
    agent: plainAgent(overrides),
    async start() {
      handlers = []
      listeners = []
      running = await startAgent(
        device.agent,
        { progressIntervalMs: 1_000, currentStateDelayMs: 500, abortGraceMs: 4_000 },
        { bus, store, clock, log, artifacts, bootId: `boot-${boots}` },
      )
      return running
    },
    /** The process is gone, without a word; its timers and handlers are not heard any more. */
    async restart({ boot = false } = {}) {
      if (boot) boots += 1
      return device.start()
    },
    stop: async () => running?.stop(),
    reconnect: () => {
      for (const status of ['offline', 'online'] as const) for (const listener of listeners) listener(status)
    },
    /** Resolves when the message is acknowledged. */
    receive: (topic: string, activityId: string, payload: unknown) =>
      device.receiveText(topic, JSON.stringify({ activityId, timestamp: 1, payload })),
    async receiveText(topic: string, text: string) {
      const message = { topic, payload: Buffer.from(text), retained: false }
      await Promise.all(
        handlers.filter(([filter]) => filter === topic).map(([, handler]) => handler(message)),
      )
    },
    desired: (activityId = 'a') =>
      device.receive('demoupdate/desiredstate', activityId, {
        domains: [{ id: 'demo' }],
        rebootBarrier: true,
      }),
    command: (command: string, activityId = 'a') =>
      device.receive('demoupdate/desiredstate/command', activityId, { command }),
    feedback: (): DesiredStateFeedback[] =>
      published.filter(({ topic }) => topic.endsWith('feedback')).map(({ payload }) => payload),
    statuses: () => device.feedback().map(({ status }) => status),
    inventories: () => published.filter(({ topic }) => topic === 'demoupdate/currentstate'),
    until: <T>(what: string, probe: () => T | undefined | false) =>
      waitUntil(
        () => probe() || undefined,
        changes.listen,
        () => `${what}; published: ${device.statuses().join(' ')}`,
        2_000,
      ),
    untilStatus: (status: string) => device.until(status, () => device.statuses().includes(status)),
  }
  const bus: Bus = {
    async publish(topic, payload, { retain = false } = {}) {
      const { activityId, payload: content } = JSON.parse(payload)
      published.push({ topic, retain, activityId, payload: content })
      changes.notify()
      if (!device.acknowledges) await new Promise(() => {})
    },
    subscribe: (filter, handler) => void handlers.push([filter, handler]),
    onStatus: (listener) => void listeners.push(listener),
    ready: async () => {},
    close: async () => {},
  }
  const store: Store = { collection: (folder) => memoryCollection(folder, device) }
  return device
}

function memoryCollection<T>(
  folder: string,
  device: { disk: Map<string, string>; writes: number; beforeWrite(): Promise<void> },
): Collection<T> {
  const key = (id: string) => `${folder}/${id}`
  return {
    async read(id) {
      const text = device.disk.get(key(id))
      return text === undefined ? undefined : JSON.parse(text)
    },
    async write(id, document) {
      const text = JSON.stringify(document)
      await device.beforeWrite()
      device.writes += 1
      device.disk.set(key(id), text)
    },
    async remove(id) {
      device.disk.delete(key(id))
    },
    list: async () =>
      [...device.disk.keys()]
        .filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1)),
  }
}

export const plan: PlannedAction[] = [{ component: { id: 'x', version: '2' }, message: 'will be new' }]

function plainAgent(overrides: Partial<UpdateAgent>): UpdateAgent {
  return {
    domain: 'demo',
    name: 'Demo',
    version: '1.0',
    inventory: async () => ({ softwareNodes: [{ id: 'x', version: '1' }] }),
    identify: async () => plan,
    ...overrides,
  }
}
