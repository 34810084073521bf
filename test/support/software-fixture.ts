import { readdir, readFile, readlink } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Artifacts } from '../../agents/artifacts/artifacts.ts'
import { artifactSettings } from '../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../agents/artifacts/store.ts'
import type { CleanupContext, PlannedAction, Scratch, UpdateAgent } from '../../agents/sdk/agent.ts'
import { createSoftwareAgent } from '../../agents/software/agent.ts'
import { type SoftwareSettings, softwareSettings } from '../../agents/software/settings.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { DesiredComponent, KeyValue } from '../../spec/index.ts'
import { artifactConfig, type Bundle, type BundleContent, makeBundle } from './bundle.ts'
import { newScope } from './scope.ts'
import { temporaryFolder } from './temp.ts'

const silent = () => {}
const log: Log = { error: silent, warn: silent, info: silent, debug: silent, trace: silent, child: () => log }

export type Step = 'download' | 'update' | 'activate' | 'rollback' | 'cleanup'

export interface Fixture {
  folder: string
  installDir: string
  /** The pauses that were asked for, in ms; they pass at once. */
  pauses: number[]
  /** What steps have reported, as `percent message`. */
  progress: string[]
  /** What every new process is configured with. */
  settings: Partial<SoftwareSettings>
  /** A new process. */
  start(settings?: Partial<SoftwareSettings>): UpdateAgent
  plan(components: DesiredComponent[], agent?: UpdateAgent): Promise<PlannedAction[]>
  /** A component of that bundle, as a desired state has it. */
  component(id: string, version: string, bundle: Bundle, more?: KeyValue[]): DesiredComponent
  /** A component of a fresh bundle. The hooks get what `note` does. */
  make(id: string, version: string, content?: BundleContent): Promise<DesiredComponent>
  context(action: PlannedAction, overrides?: Partial<CleanupContext>): CleanupContext
  run(action: PlannedAction, steps: Step[], overrides?: Partial<CleanupContext>): Promise<unknown>
  /** A whole successful campaign. */
  install(...components: DesiredComponent[]): Promise<void>
  /** What hooks have noted, in order. */
  notes(): Promise<string[]>
  /** All below the install folder: files, and links with their targets; sorted. */
  tree(): Promise<string[]>
  artifacts: Artifacts
}

/** A hook that leaves a note: its name, whose it is, and what it knows. */
export const note = (name: string, then = '') =>
  `echo "${name} $GODWIT_VERSION (was $GODWIT_PREVIOUS_VERSION)" >> "$HOME/notes"\n${then}`

/** All five hooks, with notes. */
export const notedHooks = {
  install: note('install'),
  activate: note('activate'),
  verify: note('verify'),
  rollback: note('rollback'),
  remove: note('remove'),
}

export async function softwareFixture(): Promise<Fixture> {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const folder = await temporaryFolder(scope, 'software')
  const home = process.env.HOME
  process.env.HOME = folder
  scope.defer(() => {
    process.env.HOME = home
  })
  const installDir = path.join(folder, 'apps')
  const pauses: number[] = []
  const clock = hurriedClock(pauses)
  const progress: string[] = []
  const store = createArtifactStore(artifactSettings(), {
    folder: path.join(folder, 'artifacts'),
    domain: 'software',
    clock,
    log,
    random: () => 0.5,
  })
  const artifacts = store.forOperation('campaign')
  const scratches = new Map<string, Scratch>()
  const start = (settings: Partial<SoftwareSettings> = {}) =>
    createSoftwareAgent(
      { ...softwareSettings({ installDir }, 'test'), ...fixture.settings, ...settings },
      { clock, log },
    )
  const fixture: Fixture = {
    folder,
    installDir,
    pauses,
    progress,
    artifacts,
    settings: {},
    start,
    plan: (components, agent = start()) => {
      scratches.clear()
      const signal = new AbortController().signal
      const context = { activityId: 'campaign', config: [], artifacts, log, signal }
      return agent.identify({ id: 'software', components }, context)
    },
    component: (id, version, bundle, more = []) => ({
      id,
      version,
      config: [...artifactConfig(bundle, pathToFileURL(bundle.file).href), ...more],
    }),
    async make(id, version, content = { hooks: notedHooks }) {
      const files = { version, ...content.files }
      return fixture.component(id, version, await makeBundle(folder, { ...content, files }))
    },
    context(action, overrides = {}) {
      const { id } = action.component
      const scratch = scratches.get(id) ?? memoryScratch()
      scratches.set(id, scratch)
      return {
        activityId: 'campaign',
        attempt: 1,
        progress: (percent, message = '') => void progress.push(`${Math.round(percent)} ${message}`.trim()),
        signal: new AbortController().signal,
        artifacts,
        scratch,
        bootId: 'boot 1',
        log,
        outcome: 'committed',
        ...overrides,
      }
    },
    async run(action, steps, overrides) {
      let result: unknown
      for (const step of steps) result = await start()[step]?.(action, fixture.context(action, overrides))
      return result
    },
    async install(...components) {
      for (const action of await fixture.plan(components)) {
        await fixture.run(action, ['download', 'update', 'activate', 'cleanup'])
      }
    },
    async notes() {
      const text = await readFile(path.join(folder, 'notes'), 'utf8').catch(() => '')
      return text.split('\n').filter(Boolean)
    },
    tree: () => treeOf(installDir),
  }
  return fixture
}

async function treeOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const lines = entries.map(async (entry) => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return (await treeOf(file)).map((line) => `${entry.name}/${line}`)
    return entry.isSymbolicLink() ? `${entry.name} → ${await readlink(file)}` : entry.name
  })
  return (await Promise.all(lines)).flat().sort()
}

function memoryScratch(): Scratch {
  const values = new Map<string, unknown>()
  return { get: (key) => values.get(key), set: async (key, value) => void values.set(key, value) }
}

function hurriedClock(pauses: number[]): Clock {
  return {
    now: () => 0,
    steady: () => 0,
    after(ms, callback) {
      pauses.push(ms)
      const handle = setImmediate(callback)
      return { cancel: () => clearImmediate(handle) }
    },
  }
}
