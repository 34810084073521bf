/**
 * The real engine: dockerd on private folders and a socket of its own, killed and restarted at will. It touches neither
 * the machine's network nor any other engine: no bridge, no packet filter, no forwarding.
 */
import { execFileSync } from 'node:child_process'
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import Docker from 'dockerode'
import { describe } from 'vitest'
import { killTree, type RunningProcess, startProcess } from './process.ts'
import { newScope, type Scope } from './scope.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'

const program = '/usr/sbin/dockerd'
const busybox = '/bin/busybox'
/** Whether a real engine can be started here. */
export const engineIsHere = process.getuid?.() === 0 && existsSync(program) && isStatic(busybox)
/** A busy machine takes its time to start an engine and to end it. */
const patienceMs = 60_000

/** `describe` for tests that need an engine; where there can be none they are skipped, and their name says why. */
export function describeWithEngine(name: string, tests: () => void): void {
  if (engineIsHere) describe(name, tests)
  else describe.skip(`${name} (needs root, and apt-get install docker.io busybox-static)`, tests)
}

export interface DockerEngine {
  readonly socket: string
  /** Straight to the engine, past the agent. */
  readonly docker: Docker
  /** An image of busybox; each has a content of its own. `changes` are lines like `CMD ["sleep", "9"]`. */
  makeImage(name: string, changes?: string[]): Promise<void>
  /** Its archive, as `docker save` makes it. */
  saveImage(name: string): Promise<string>
  /** Where it has one of its own. */
  disk: SmallDisk | undefined
  process(): RunningProcess
  /** Starts it again, with what it had. Resolves when it answers. */
  start(): Promise<void>
  /** SIGKILL, to it and its containerd; containers go on. */
  kill(): Promise<void>
}

export interface DockerEngineOptions {
  /** Whether containers go on without it, rather than be ended by the next one; `true` where absent. */
  liveRestore?: boolean
  /** Bytes of the disk that it keeps everything on, where that is one of its own. */
  diskBytes?: number
}

/** Starts an engine that ends with the scope, and all its containers with it. Resolves when it answers. */
export async function startDockerEngine(
  scope: Scope,
  options: DockerEngineOptions = {},
): Promise<DockerEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-engine-'))
  const socket = join(folder, 'docker.sock')
  const docker = new Docker({ socketPath: socket })
  scope.defer(() => removeFolder(folder))
  const processes = newScope()
  const data = join(folder, 'data')
  const { diskBytes } = options
  const disk = diskBytes === undefined ? undefined : await mountSmallDisk(scope, data, diskBytes)
  let running: RunningProcess | undefined
  const engine: DockerEngine = {
    socket,
    docker,
    disk,
    ...engineParts(docker, folder),
    process: () => running as RunningProcess,
    async start() {
      // Whoever was killed has left these behind, and the next one would wait for them.
      await rm(join(folder, 'dockerd.pid'), { force: true })
      await rm(join(folder, 'exec/containerd/containerd.pid'), { force: true })
      // Where containerd leaves a report of each of its threads when it is ended by a signal.
      const temporary = join(folder, 'tmp')
      await mkdir(temporary, { recursive: true })
      const [command = program, ...args] = [...(disk?.prefix ?? []), program]
      running = startProcess(processes, command, [...args, ...daemonOptions(folder, socket, options)], {
        name: 'dockerd',
        mayEnd: true,
        env: { TMPDIR: temporary },
      })
      await running.waitForLine(/API listen on/, patienceMs)
    },
    async kill() {
      await running?.kill()
    },
  }
  scope.defer(async () => {
    if (!running?.isRunning()) await engine.start()
    await removeAll(docker)
    if (running) await end(running)
    await processes.release()
    killShims(folder)
  })
  await engine.start()
  return engine
}

/** What any engine with Docker's API can do; its files go into the folder. */
export function engineParts(docker: Docker, folder: string): Pick<DockerEngine, 'makeImage' | 'saveImage'> {
  return {
    makeImage: (name, changes = []) => makeImage(docker, folder, name, changes),
    saveImage: async (name) => {
      const file = join(await mkdtemp(join(folder, 'archive-')), 'image.tar')
      await pipeline(await docker.getImage(name).get(), createWriteStream(file))
      return file
    },
  }
}

function daemonOptions(
  folder: string,
  socket: string,
  { liveRestore = true }: DockerEngineOptions,
): string[] {
  const names = { data: 'data-root', exec: 'exec-root' }
  const folders = Object.entries(names).map(([name, option]) => `--${option}=${join(folder, name)}`)
  const untouched = ['iptables', 'ip6tables', 'ip-forward', 'ip-masq', 'userland-proxy']
  return [
    ...folders,
    `--pidfile=${join(folder, 'dockerd.pid')}`,
    `--host=unix://${socket}`,
    ...untouched.map((option) => `--${option}=false`),
    '--bridge=none',
    `--live-restore=${liveRestore}`,
  ]
}

async function makeImage(docker: Docker, folder: string, name: string, changes: string[]): Promise<void> {
  const root = await mkdtemp(join(folder, 'root-'))
  await mkdir(join(root, 'bin'))
  await mkdir(join(root, 'tmp'))
  await copyFile(busybox, join(root, 'bin/busybox'))
  for (const applet of [
    'sh',
    'sleep',
    'echo',
    'cat',
    'test',
    'touch',
    'true',
    'false',
    'httpd',
    'id',
    'tail',
  ]) {
    await symlink('busybox', join(root, 'bin', applet))
  }
  await writeFile(join(root, 'name'), name)
  const archive = `${root}.tar`
  execFileSync('tar', ['-cf', archive, '-C', root, '.'])
  // Podman heeds no tag beside it.
  const stream = await docker.importImage(archive, { repo: name, changes })
  await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject).resume())
  await rm(root, { recursive: true })
}

/** On a busy machine that takes longer than other programs may. */
async function end(daemon: RunningProcess): Promise<void> {
  process.kill(daemon.pid, 'SIGTERM')
  await daemon.exited
}

/** Live containers outlive their engine. */
async function removeAll(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true })
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })))
  for (const { Id, Name } of await docker.listNetworks()) {
    if (!['bridge', 'host', 'none'].includes(Name)) await docker.getNetwork(Id).remove()
  }
}

/** Where an engine is killed while it starts a container, it forgets the process that would have held it. */
function killShims(folder: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (commandLine(pid).includes(`${folder}/exec/containerd/containerd.sock`)) killTree(Number(pid))
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

export async function removeFolder(folder: string): Promise<void> {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((place) => place.startsWith(`${folder}/`))
  for (const place of mounts.toReversed()) execFileSync('umount', ['-l', place])
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Where it needs libraries, it would not run in a container without any. */
function isStatic(file: string): boolean {
  return existsSync(file) && !readFileSync(file).includes('/ld-linux')
}
