/**
 * What a client misses while a web server in a container is updated, and what it misses with `docker-compose up -d`.
 *
 * All containers are on the host's network. Where the new one has to take the old one's port it is asked straight; in a
 * hand-over both run for a while, each on a port of its own, behind a front that knows both.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type ContainersDevice, component, startContainersDevice } from '../support/containers-device.ts'
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts'
import { freePort } from '../support/mosquitto.ts'
import { node, repository, run, startProcess } from '../support/process.ts'
import { isHere } from '../support/programs.ts'
import { newScope, type Scope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'
import { type Answers, startAsking } from './asker.ts'
import { ms, type Row } from './report.ts'
import { median } from './statistics.ts'

const rounds = 5
const images = ['web:1', 'web:2']
/** How long nothing at all happens, to tell what the client misses on this machine anyway. */
const quietMs = 3_000

interface Contender {
  what: string
  url: string
  /** Has the web server run from the image of that round; the next round's is another one. */
  update(round: number): Promise<void>
}

export async function measureDowntime(): Promise<Row[]> {
  const scope = newScope()
  try {
    const engine = await startDockerEngine(scope)
    for (const image of images) await engine.makeImage(image)
    const device = await startContainersDevice(scope, engine.socket)
    const direct = await stopThenStart(device)
    const composed = isHere('docker-compose') ? [await compose(scope, engine)] : []
    return await compare([direct, await handOver(scope, device), ...composed])
  } finally {
    await scope.release()
  }
}

/** In turns, so that all see the same machine. */
async function compare(contenders: Contender[]): Promise<Row[]> {
  const measured = contenders.map((one) => ({ ...one, seen: [] as Answers[], quiet: [] as Answers[] }))
  for (const { update } of contenders) await update(0)
  for (let round = 1; round <= rounds; round += 1) {
    for (const { url, update, seen, quiet } of measured) {
      seen.push(await watched(url, () => update(round)))
      quiet.push(await watched(url, () => pause(quietMs)))
    }
  }
  return measured.map(({ what, seen, quiet }) => ({
    what,
    measured: summary(seen),
    beside: `without an update ${summary(quiet)}`,
  }))
}

async function watched(url: string, work: () => Promise<unknown>): Promise<Answers> {
  const asker = startAsking(url)
  await asker.answered()
  await work()
  await asker.answered()
  return asker.stop()
}

function summary(answers: Answers[]): string {
  const gap = median(answers.map(({ longestGap }) => longestGap))
  const failed = median(answers.map((one) => one.failed))
  const asked = median(answers.map((one) => one.asked))
  const worst = Math.max(...answers.map((one) => one.failed))
  return `longest gap ${ms(gap)}, ${failed} of ${asked} requests failed (at worst ${worst})`
}

const imageOf = (round: number) => images[round % images.length] ?? ''

/** A server that ends when it is told to, after what it has begun: until no process is left but the first. */
const serve = (port: number) => [
  'sh',
  '-c',
  [
    `trap 'kill $!; set -- /proc/[0-9]*; while [ $# -gt 1 ]; do sleep 0.01; set -- /proc/[0-9]*; done; exit' TERM`,
    `httpd -f -p 127.0.0.1:${port} -h / & wait`,
  ].join('; '),
]

const webServer = (id: string, round: number, port: number, more: Record<string, string>) =>
  component(id, {
    image: imageOf(round),
    network: 'host',
    cmd: serve(port),
    healthCmd: `busybox wget -q -O /dev/null http://127.0.0.1:${port}/name`,
    healthInterval: '500ms',
    ...more,
  })

async function stopThenStart(device: ContainersDevice): Promise<Contender> {
  const port = await freePort()
  return {
    what: 'update of a container, `stop-then-start`',
    url: `http://127.0.0.1:${port}/name`,
    update: (round) => device.apply([webServer('direct', round, port, { strategy: 'stop-then-start' })]),
  }
}

async function handOver(scope: Scope, device: ContainersDevice): Promise<Contender> {
  const ports = [await freePort(), await freePort()] as const
  const front = startProcess(scope, node, [`${repository}test/bench/front.ts`, ...ports.map(String)])
  return {
    what: 'update of a container, `hand-over` from port to port behind a front',
    url: `${await front.waitForLine(/^http/)}/name`,
    update: (round) =>
      device.apply([webServer('handed', round, ports[round % 2 === 0 ? 0 : 1], { strategy: 'hand-over' })]),
  }
}

async function compose(scope: Scope, engine: DockerEngine): Promise<Contender> {
  const port = await freePort()
  const folder = await temporaryFolder(scope, 'compose')
  const file = join(folder, 'compose.json')
  return {
    what: '`docker-compose up -d` with a changed image',
    url: `http://127.0.0.1:${port}/name`,
    async update(round) {
      // A dollar would be a variable.
      const command = serve(port).map((word) => word.replaceAll('$', '$$$$'))
      const web = { image: imageOf(round), network_mode: 'host', command }
      await writeFile(file, JSON.stringify({ version: '2.4', services: { web } }))
      const args = [
        '--host',
        `unix://${engine.socket}`,
        '--project-name',
        'bench',
        '--file',
        file,
        'up',
        '-d',
      ]
      const { code, lines } = await run(scope, 'docker-compose', args, { cwd: folder })
      if (code !== 0) throw new Error(`docker-compose failed:\n${lines.join('\n')}`)
    },
  }
}
