import { randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import ssri from 'ssri'
import { onTestFinished } from 'vitest'
import type { ArtifactDescription, ArtifactStore, Artifacts } from '../../../../agents/artifacts/artifacts.ts'
import { gateFolder } from '../../../../agents/artifacts/gate/gate-folder.ts'
import { type ArtifactSettings, artifactSettings } from '../../../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../../../agents/artifacts/store.ts'
import type { Clock } from '../../../../platform/clock.ts'
import { type Disk, systemDisk } from '../../../../platform/disk.ts'
import type { Log } from '../../../../platform/log.ts'
import {
  type ArtifactServer,
  type ArtifactServerOptions,
  startArtifactServer,
} from '../../../support/artifact-server.ts'
import { newScope, type Scope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

function testScope(): Scope {
  const scope = newScope()
  onTestFinished(() => scope.release())
  return scope
}

export interface Fixture {
  scope: Scope
  folder: string
  server: ArtifactServer
  /** Of all stores; its waits pass at once. */
  clock: Clock
  /** Everything that was logged, as one text. */
  logged(): string
  /** The pauses that were asked for, in ms; they pass at once. */
  pauses: number[]
  /** A new process: a store on the same folder. */
  start(settings?: Partial<ArtifactSettings>): Artifacts
  /** The same, for operations of one's own. */
  open(settings?: Partial<ArtifactSettings>, domain?: string, disk?: Disk): ArtifactStore
  /** Serves the content, and describes it. */
  serve(name: string, content: Buffer, more?: Partial<ArtifactDescription>): ArtifactDescription
  /** Bytes in the part file of the artifact. */
  partSize(artifact: ArtifactDescription): Promise<number>
  /** Names of all files in the store, but for those by which processes take turns. */
  files(): Promise<string[]>
}

export async function storeFixture(options: ArtifactServerOptions = {}): Promise<Fixture> {
  const scope = testScope()
  const folder = await temporaryFolder(scope, 'artifacts')
  const server = await startArtifactServer(scope, options)
  const { clock, pauses } = hurriedClock()
  const lines: unknown[] = []
  const log = recordingLog(lines)
  const open: Fixture['open'] = (settings, domain = 'software', disk = systemDisk) =>
    createArtifactStore(
      { ...artifactSettings({}, {}), ...settings },
      { folder, domain, disk, clock, log, random: () => 0.5 },
    )
  return {
    scope,
    folder,
    server,
    clock,
    pauses,
    logged: () => JSON.stringify(lines),
    open,
    start: (settings) => open(settings).forOperation('campaign'),
    serve(name, content, more = {}) {
      server.put(name, content)
      return { sources: [server.url(name)], integrity: integrityOf(content), size: content.length, ...more }
    },
    async partSize({ integrity = '' }) {
      const [algorithm = '', hex = ''] = [integrity.split('-')[0], ssri.parse(integrity).hexDigest()]
      const found = await stat(path.join(folder, algorithm, `${hex}.part`)).catch(() => undefined)
      return found?.size ?? 0
    },
    async files() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      const isGate = ({ parentPath }: { parentPath: string }) => parentPath === gateFolder(folder)
      return entries.filter((entry) => entry.isFile() && !isGate(entry)).map(({ name }) => name)
    },
  }
}

export function integrityOf(content: Buffer, algorithm = 'sha256'): string {
  return String(ssri.fromData(content, { algorithms: [algorithm] }))
}

export const someBytes = (count = 1_000_000): Buffer => randomBytes(count)

export const neverAborted = (): AbortSignal => new AbortController().signal

/** A clock whose waits pass at once, and are noted. */
function hurriedClock(): { clock: Clock; pauses: number[] } {
  const pauses: number[] = []
  let now = Date.now()
  const clock: Clock = {
    now: () => now,
    steady: () => now,
    after(ms, callback) {
      pauses.push(ms)
      const handle = setImmediate(() => {
        now += ms
        callback()
      })
      return { cancel: () => clearImmediate(handle) }
    },
  }
  return { clock, pauses }
}

function recordingLog(lines: unknown[]): Log {
  const note = (fields: object, message: string) => void lines.push({ ...fields, message })
  const log: Log = { error: note, warn: note, info: note, debug: note, trace: note, child: () => log }
  return log
}
