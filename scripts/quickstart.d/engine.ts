/**
 * The container engine of the quickstart, if there is one:
 *
 *   node engine.ts prepare NAME    makes the images NAME:1.0 and NAME:2.0 of the busybox of this machine, and has a
 *                                  container run and be healthy; prints the engine's socket
 *   node engine.ts running NAME    prints the version of the container NAME, and its health once that is known
 *   node engine.ts remove NAME     removes containers and images of that name, whatever they are called meanwhile
 *
 * Exits with 1, and says why in one line, where there is no engine, or it cannot do that.
 */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import Docker from 'dockerode'
import { create } from 'tar'
import { componentLabel } from '../../agents/containers/labels.ts'

const [task = '', name = ''] = process.argv.slice(2)
const busybox = '/bin/busybox'
const versions = ['1.0', '2.0']
/** Nobody waits longer for an engine that has stopped answering. */
const patienceMs = 60_000

function findSocket(): string {
  const host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock'
  const socket = host.replace(/^unix:\/\//, '')
  if (!socket.startsWith('/')) throw new Error('DOCKER_HOST is not a socket of this machine')
  if (!existsSync(socket)) throw new Error('no container engine is running')
  return socket
}

/** A container runs this alone: it must not need any library. */
async function assertStatic(): Promise<void> {
  const program = await readFile(busybox).catch(() => undefined)
  if (!program || program.includes('/ld-')) throw new Error('there is no static busybox to make an image of')
}

async function makeImage(docker: Docker, version: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'godwit-image.'))
  try {
    await mkdir(path.join(folder, 'bin'))
    await copyFile(busybox, path.join(folder, 'bin/busybox'))
    for (const applet of ['sh', 'sleep', 'test']) await symlink('busybox', path.join(folder, 'bin', applet))
    // An image of its own, that no other quickstart has.
    await writeFile(path.join(folder, 'name'), `${name} ${version}\n`)
    if (version === '1.0') await writeFile(path.join(folder, 'healthy'), '')
    const archive = await buffer(create({ cwd: folder, portable: true }, ['.']))
    const changes = ['CMD ["sleep", "86400"]']
    const answer = await docker.importImage(Readable.from([archive]), { repo: name, tag: version, changes })
    answer.resume()
    await once(answer, 'end')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What an engine may refuse, it refuses here, rather than in the middle of a campaign. */
async function tryContainer(docker: Docker): Promise<void> {
  const container = await docker.createContainer({
    name: `${name}-trial`,
    Image: `${name}:1.0`,
    Healthcheck: { Test: ['CMD-SHELL', 'test -f /healthy'], Interval: 1e9 },
    HostConfig: { NetworkMode: 'none' },
  })
  await container.start()
  for (;;) {
    const { State } = await container.inspect()
    if (State.Health?.Status === 'healthy') break
    if (!State.Running || State.Health?.Status === 'unhealthy') throw new Error('no container stays healthy')
    await pause(100)
  }
  await container.remove({ force: true })
}

async function prepare(docker: Docker, socket: string): Promise<void> {
  await docker.ping()
  await assertStatic()
  try {
    for (const version of versions) await makeImage(docker, version)
    await tryContainer(docker)
  } catch (error) {
    await remove(docker)
    throw error
  }
  console.log(socket)
}

async function tellRunning(docker: Docker): Promise<void> {
  const container = docker.getContainer(name)
  let found = await container.inspect()
  while (found.State.Health?.Status === 'starting') {
    await pause(100)
    found = await container.inspect()
  }
  const { Config, State } = found
  console.log(`${Config.Image.split(':')[1]}, ${State.Running ? State.Health?.Status : State.Status}`)
}

async function remove(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true })
  const isMine = ({ Labels, Names }: Docker.ContainerInfo) =>
    Labels[componentLabel] === name || Names.includes(`/${name}-trial`)
  for (const { Id } of containers.filter(isMine)) {
    await docker.getContainer(Id).remove({ force: true, v: true })
  }
  // The agent gives what it keeps a further name.
  const tags = (await docker.listImages()).map(({ RepoTags }) => RepoTags ?? [])
  const mine = tags.filter((names) => names.some((tag) => tag.startsWith(`${name}:`)))
  for (const tag of mine.flat()) await docker.getImage(tag).remove()
}

function fail(why: string): never {
  console.error(why.replace(/\s+/g, ' '))
  process.exit(1)
}

setTimeout(() => fail('the container engine does not answer'), patienceMs).unref()
try {
  const socket = findSocket()
  const docker = new Docker({ socketPath: socket })
  if (task === 'prepare') await prepare(docker, socket)
  else if (task === 'running') await tellRunning(docker)
  else await remove(docker)
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}
