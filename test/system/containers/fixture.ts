/** An engine, and an agent on it whose processes come and go. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { artifactSettings } from '../../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../../agents/artifacts/store.ts'
import { createContainersAgent } from '../../../agents/containers/agent.ts'
import { type BroughtContainers, openBrought } from '../../../agents/containers/brought.ts'
import { createDockerEngine } from '../../../agents/containers/engine/docker-engine.ts'
import type { Engine } from '../../../agents/containers/engine/engine.ts'
import { type ContainersSettings, containersSettings } from '../../../agents/containers/settings.ts'
import type { CleanupContext, PlannedAction, Scratch, UpdateAgent } from '../../../agents/sdk/agent.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { createFileStore } from '../../../platform/store/file-store.ts'
import type { DesiredComponent, KeyValue } from '../../../spec/index.ts'
import { type DockerEngine, startDockerEngine } from '../../support/docker-engine.ts'
import type { Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

const silent = () => {}
const log: Log = {
  ...{ error: silent, warn: silent, info: silent, debug: silent, trace: silent },
  child: () => log,
}

export type Step = 'download' | 'update' | 'activate' | 'rollback' | 'cleanup'
export const forward: Step[] = ['download', 'update', 'activate', 'cleanup']
export const back: Step[] = ['download', 'update', 'activate', 'rollback', 'cleanup']

export interface Campaign {
  actions: PlannedAction[]
  /** The steps, each for all actions, as the sdk does it; by a new process each. */
  run(steps: Step[], overrides?: Partial<CleanupContext>, engine?: Engine): Promise<void>
  /** What was reported last. */
  progress: string[]
}

export interface Fixture {
  engine: DockerEngine
  /** A new process. */
  start(engine?: Engine): UpdateAgent
  /** Identified, by an agent on that engine. */
  campaign(components: DesiredComponent[], config?: KeyValue[], engine?: Engine): Promise<Campaign>
  /** A whole successful campaign. Answers the messages of its plan. */
  land(...components: DesiredComponent[]): Promise<string[]>
  /** A component whose container ends at once when it is told to. */
  component(id: string, image: string, config?: Record<string, string | string[]>): DesiredComponent
  /** Names of all containers with their state, sorted: `app running`. */
  containers(): Promise<string[]>
  /** Names of all images, sorted. */
  images(): Promise<string[]>
  /** The engine, as an agent has it. */
  port: Engine
  /** What has been brought, as an agent has it. */
  brought: BroughtContainers
  /** Changes a byte of the artifact of that digest in the store. */
  damage(digest: string): Promise<void>
}

/** Quick, for tests. */
const settings = { settleTime: '0s', startTimeout: '20s', enginePatience: '30s' }

export async function containersFixture(
  scope: Scope,
  own: Partial<ContainersSettings> = {},
  startEngine: (scope: Scope) => Promise<DockerEngine> = startDockerEngine,
): Promise<Fixture> {
  const engine = await startEngine(scope)
  const folder = await temporaryFolder(scope, 'containers')
  const real = createDockerEngine(engine.socket)
  const clock = systemClock
  const store = createArtifactStore(artifactSettings(), {
    ...{ folder, domain: 'containers', clock, log, random: () => 0.5 },
  })
  const start = (port = real) =>
    createContainersAgent(
      { ...containersSettings({ ...settings, stateDir: folder }, 'test'), ...own },
      { engine: port, store: createFileStore(folder, { clock, log }), clock, log, random: () => 0.5 },
    )
  let campaigns = 0
  const fixture: Fixture = {
    engine,
    start,
    port: real,
    brought: openBrought(createFileStore(folder, { clock, log }), 'containers'),
    async damage(digest) {
      const file = join(folder, digest.replace(':', '/'))
      const content = await readFile(file)
      content.writeUInt8(content.readUInt8(0) ^ 1, 0)
      await writeFile(file, content)
    },
    async campaign(components, config = [], identifying = real) {
      campaigns += 1
      const activityId = `campaign-${campaigns}`
      const artifacts = store.forOperation(activityId)
      const { signal } = new AbortController()
      const desired = { id: 'containers', components }
      const actions = await start(identifying).identify(desired, {
        activityId,
        config,
        artifacts,
        log,
        signal,
      })
      const scratches = new Map(actions.map((action) => [action, memoryScratch()]))
      const progress: string[] = []
      const contextFor = (action: PlannedAction): CleanupContext => ({
        ...{ activityId, attempt: 1, signal, artifacts, bootId: 'boot', log, outcome: 'committed' },
        progress: (percent, message = '') => void progress.push(`${Math.round(percent)} ${message}`),
        scratch: scratches.get(action) ?? memoryScratch(),
      })
      const run: Campaign['run'] = async (steps, overrides = {}, port = real) => {
        for (const step of steps) {
          const agent = start(port)
          for (const [name, action] of callsOf(step, actions)) {
            await agent[name]?.(action, { ...contextFor(action), ...overrides })
          }
        }
      }
      return { actions, run, progress }
    },
    async land(...components) {
      const { actions, run } = await fixture.campaign(components)
      await run(forward)
      return actions.map(({ message = '' }) => message)
    },
    component: (id, image, config = {}) => ({
      id,
      version: '1',
      config: configOf({ image, network: 'none', cmd: ['sleep', '1000'], stopTimeout: '0', ...config }),
    }),
    async containers() {
      const all = await engine.docker.listContainers({ all: true })
      return all.map(({ Names, State }) => `${Names[0]?.slice(1)} ${State}`).sort()
    },
    async images() {
      const all = await engine.docker.listImages()
      return all.flatMap(({ RepoTags, Id }) => RepoTags ?? [Id]).sort()
    },
  }
  return fixture
}

/** In the order of the sdk: ACTIVATE goes rank by rank, each of which is activated and then settles. */
function callsOf(step: Step, actions: PlannedAction[]): [Step | 'settle', PlannedAction][] {
  if (step === 'rollback') return actions.toReversed().map((action) => [step, action])
  if (step !== 'activate') return actions.map((action) => [step, action])
  const ranks = [...new Set(actions.map(({ rank = 0 }) => rank))].sort((one, other) => one - other)
  return ranks.flatMap((rank) => {
    const together = actions.filter((action) => (action.rank ?? 0) === rank)
    const names: ('activate' | 'settle')[] = ['activate', 'settle']
    return names.flatMap((name) => together.map((action): [Step | 'settle', PlannedAction] => [name, action]))
  })
}

/** Keys with several values are repeated. */
function configOf(config: Record<string, string | string[]>): KeyValue[] {
  return Object.entries(config).flatMap(([key, value]) => [value].flat().map((one) => ({ key, value: one })))
}

/** Of an image that the engine does not have any more: the keys that bring it. */
export async function archiveOf(fixture: Fixture, name: string): Promise<Record<string, string>> {
  await fixture.engine.makeImage(name)
  const file = await fixture.engine.saveImage(name)
  await fixture.engine.docker.getImage(name).remove()
  const digest = createHash('sha256')
    .update(await readFile(file))
    .digest('base64')
  return { archive: pathToFileURL(file).href, integrity: `sha256-${digest}` }
}

function memoryScratch(): Scratch {
  const values = new Map<string, unknown>()
  return { get: (key) => values.get(key), set: async (key, value) => void values.set(key, value) }
}
