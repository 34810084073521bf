/**
 * The real broker: Mosquitto on a free loopback port, in a temporary folder, killed and restarted at will.
 *
 * It keeps the broker's own defaults where they matter: what is queued is saved when the broker is stopped, and lost
 * when it is killed, unless `saveOnChanges` is set.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { join } from 'node:path'
import { describe } from 'vitest'
import { type Certificates, makeCertificates } from './certificates.ts'
import { type RunningProcess, startProcess } from './process.ts'
import type { Scope } from './scope.ts'
import { temporaryFolder } from './temp.ts'

const programs = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/usr/bin/mosquitto']
const program = programs.find((path) => existsSync(path))

/** `describe` for tests that need the broker; where it is not installed they are skipped, and their name says why. */
export function describeWithMosquitto(name: string, tests: () => void): void {
  if (program) describe(name, tests)
  else describe.skip(`${name} (needs Mosquitto: apt-get install mosquitto)`, tests)
}

export interface MosquittoOptions {
  /** User names with their passwords; by default anybody may connect. */
  users?: Record<string, string>
  /** TLS, and only clients with a certificate of the test's own authority may connect. */
  tls?: boolean
  /** Queued messages and sessions survive even SIGKILL. Slow. */
  saveOnChanges?: boolean
  /** By default a free one. */
  port?: number
  /** Further lines for mosquitto.conf. */
  settings?: string[]
}

export interface Mosquitto {
  readonly url: string
  readonly port: number
  /** With `tls`: files of the authority, and of the client's certificate and key. */
  readonly certificates: Certificates | undefined
  /** The process of the last start. */
  process(): RunningProcess
  /** Starts it again, on the same port, with what it has saved. Resolves when it listens. */
  start(): Promise<void>
  /** SIGTERM; it saves what it knows. */
  stop(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
}

/** Starts a broker that ends with the scope. Resolves when it listens. */
export async function startMosquitto(scope: Scope, options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = await temporaryFolder(scope, 'mosquitto')
  const port = options.port ?? (await freePort())
  const certificates = options.tls ? makeCertificates(folder) : undefined
  const configFile = join(folder, 'mosquitto.conf')
  await writeFile(configFile, configuration(folder, port, certificates, options))
  let running: RunningProcess
  const broker: Mosquitto = {
    url: `${certificates ? 'mqtts' : 'mqtt'}://localhost:${port}`,
    port,
    certificates,
    process: () => running,
    async start() {
      running = startProcess(scope, program ?? 'mosquitto', ['-c', configFile])
      await running.waitForLine(/ running$/)
      // Only in its main loop it heeds signals: it is there when it has seen a client.
      const knock = createConnection({ port, host: 'localhost' }).on('error', () => {})
      await running.waitForLine(/New connection from/)
      knock.destroy()
    },
    async stop() {
      await running.stop()
    },
    async kill() {
      await running.kill()
    },
  }
  await broker.start()
  return broker
}

function configuration(
  folder: string,
  port: number,
  certificates: Certificates | undefined,
  options: MosquittoOptions,
): string {
  const lines = [
    `listener ${port} localhost`,
    'set_tcp_nodelay true',
    'persistence true',
    `persistence_location ${folder}/`,
    'max_queued_messages 0',
    'log_dest stderr',
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    ...(options.saveOnChanges ? ['autosave_on_changes true', 'autosave_interval 1'] : []),
    ...(certificates
      ? [
          `cafile ${certificates.ca}`,
          `certfile ${certificates.serverCert}`,
          `keyfile ${certificates.serverKey}`,
          'require_certificate true',
        ]
      : []),
    ...accessLines(folder, options.users),
    ...(options.settings ?? []),
  ]
  return `${lines.join('\n')}\n`
}

function accessLines(folder: string, users: Record<string, string> | undefined): string[] {
  if (!users) return ['allow_anonymous true']
  const file = join(folder, 'users')
  for (const [index, [name, password]] of Object.entries(users).entries()) {
    execFileSync('mosquitto_passwd', [...(index === 0 ? ['-c'] : []), '-b', file, name, password])
  }
  return ['allow_anonymous false', `password_file ${file}`]
}

/** A port of the loopback interface that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
