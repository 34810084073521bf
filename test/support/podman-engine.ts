/**
 * The other real engine: Podman's service on private folders and a socket of its own. It touches neither the machine's
 * network nor its packet filter nor its mounts: it has namespaces of its own, in which the containers' networks are.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { describe } from 'vitest'
import { type DockerEngine, engineParts, removeFolder } from './docker-engine.ts'
import { type RunningProcess, startProcess } from './process.ts'
import { newScope, type Scope } from './scope.ts'

const program = '/usr/bin/podman'
const podmanIsHere = process.getuid?.() === 0 && existsSync(program) && existsSync('/bin/busybox')
const patienceMs = 60_000

/** `describe` for tests that need Podman; where there is none they are skipped, and their name says why. */
export function describeWithPodman(name: string, tests: () => void): void {
  if (podmanIsHere) describe(name, tests)
  else describe.skip(`${name} (needs root, and apt-get install podman busybox-static)`, tests)
}

/** Nothing of the machine's: no systemd, no limits that only its own containers may raise. */
const containersConf = `
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
`

/** Starts an engine that ends with the scope, and all its containers with it. Resolves when it answers. */
export async function startPodmanEngine(scope: Scope): Promise<DockerEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-podman-'))
  scope.defer(() => removeFolder(folder))
  const socket = join(folder, 'podman.sock')
  const docker = new Docker({ socketPath: socket })
  // Archives that it was killed over would stay where everybody's temporary files are.
  const temporary = join(folder, 'temporary')
  for (const place of [temporary, join(folder, 'networks')]) await mkdir(place)
  await writeFile(join(folder, 'containers.conf'), containersConf)
  await writeFile(join(folder, 'registries.conf'), '')
  const processes = newScope()
  let running: RunningProcess | undefined
  const engine: DockerEngine = {
    ...engineParts(docker, folder),
    ...{ socket, docker, disk: undefined },
    process: () => running as RunningProcess,
    async start() {
      running = startProcess(processes, 'unshare', serviceOptions(folder, socket), {
        ...{ name: 'podman', mayEnd: true },
        env: {
          TMPDIR: temporary,
          CONTAINERS_CONF: join(folder, 'containers.conf'),
          CONTAINERS_REGISTRIES_CONF: join(folder, 'registries.conf'),
        },
      })
      await running.waitForLine(/API service listening on/, patienceMs)
    },
    async kill() {
      await running?.kill()
    },
  }
  scope.defer(async () => {
    if (!running?.isRunning()) await engine.start()
    for (const { Id } of await docker.listContainers({ all: true })) {
      await docker.getContainer(Id).remove({ force: true, v: true })
    }
    await processes.release()
  })
  await engine.start()
  return engine
}

function serviceOptions(folder: string, socket: string): string[] {
  const folders = { root: 'root', runroot: 'run', tmpdir: 'tmp', 'network-config-dir': 'networks' }
  const options = Object.entries(folders).map(([name, place]) => `--${name}=${join(folder, place)}`)
  const service = ['--log-level=info', 'system', 'service', '--time=0', `unix://${socket}`]
  const script = 'ip link set lo up && exec "$@"'
  return [
    '--net',
    '--mount',
    'sh',
    '-c',
    script,
    'sh',
    program,
    ...options,
    '--storage-driver=overlay',
    ...service,
  ]
}
