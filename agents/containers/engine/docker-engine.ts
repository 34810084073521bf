/** The port on a Docker Engine's socket, by dockerode, which is loaded with the first call. */
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { GodwitError } from '../../../spec/index.ts'
import { limitOptions } from './create-options.ts'
import { engineInfo } from './docker-info.ts'
import { containerState, containerSummary } from './docker-state.ts'
import type { ContainerLimits, CreateOptions, Engine, TransferOptions } from './engine.ts'
import { engineError, statusOf } from './errors.ts'
import { readEvents, type StreamEvent, unframed } from './event-stream.ts'
import { endProcessesOf } from './lost-processes.ts'
import { createTransferMeter } from './transfer-meter.ts'

type Loading = () => Promise<Docker>

/** The engine that listens on that socket, whether it is there or not. */
export function createDockerEngine(socketPath: string): Engine {
  let loaded: Promise<Docker> | undefined
  const docker: Loading = () => {
    loaded ??= import('dockerode').then(({ default: Client }) => new Client({ socketPath }))
    return loaded
  }
  return { ...containerCalls(docker), ...imageCalls(docker), ...networkCalls(docker), ...volumeCalls(docker) }
}

/** As people know it, where it is an id. */
const shortId = (id: string) => (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id)

/** What is done already, or not there any more, needs no doing. */
const done = [304]
const gone = [404]
const inUse = [404, 409]

async function call<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw engineError(error, doing)
  }
}

/** `undefined` where the answer has one of those statuses. */
function callUnless<T>(statuses: number[], doing: string, work: () => Promise<T>): Promise<T | undefined> {
  return call(doing, async () => {
    try {
      return await work()
    } catch (error) {
      if (!statuses.includes(statusOf(error) ?? 0)) throw error
      return undefined
    }
  })
}

type ContainerCalls = Pick<
  Engine,
  'info' | 'listContainers' | 'watchContainers' | 'readLog' | Extract<keyof Engine, `${string}Container`>
>

function containerCalls(docker: Loading): ContainerCalls {
  const container = async (id: string) => (await docker()).getContainer(id)
  return {
    info: () => call('tell what it is', async () => engineInfo(await (await docker()).info())),
    listContainers: () =>
      call('list containers', async () => {
        const all = await (await docker()).listContainers({ all: true })
        return all.map(containerSummary)
      }),
    inspectContainer: async (id) => {
      const doing = `inspect container ${shortId(id)}`
      const info = await callUnless(gone, doing, async () => (await container(id)).inspect())
      return info && containerState(info)
    },
    createContainer: (options) =>
      call(`create container ${options.name}`, async () => create(await docker(), options)),
    startContainer: async (id) => {
      await callUnless(done, `start container ${shortId(id)}`, async () => (await container(id)).start())
    },
    stopContainer: async (id) => {
      await callUnless([...done, ...gone], `stop container ${shortId(id)}`, async () =>
        (await container(id)).stop(),
      )
    },
    unpauseContainer: async (id) => {
      await call(`resume container ${shortId(id)}`, async () => (await container(id)).unpause())
    },
    renameContainer: async (id, name) => {
      await call(`rename a container to ${name}`, async () => (await container(id)).rename({ name }))
    },
    updateContainer: async (id, limits: ContainerLimits) => {
      await call(`update container ${shortId(id)}`, async () =>
        (await container(id)).update(limitOptions(limits)),
      )
    },
    removeContainer: (id) =>
      call(`remove container ${shortId(id)}`, async () => {
        await remove(await container(id))
        await endProcessesOf(id)
      }),
    readLog: (id, lines) =>
      call(`read the log of container ${shortId(id)}`, async () => readLog(await container(id), lines)),
    watchContainers: (onEvent, signal) =>
      call('tell events', async () => {
        const stream = await (await docker()).getEvents({
          filters: { type: ['container'] },
          abortSignal: signal,
        })
        await readEvents(stream as Readable, ({ Action, Actor }) => {
          if (Action !== undefined) onEvent({ action: Action, id: Actor?.ID ?? '' })
        })
      }),
  }
}

/** The name goes into the query, all else into the body. */
async function create(docker: Docker, { name, body }: CreateOptions): Promise<string | undefined> {
  const options = { _query: { name }, _body: body } as Docker.ContainerCreateOptions
  try {
    return (await docker.createContainer(options)).id
  } catch (error) {
    if (statusOf(error) === 409 || (await isTaken(docker, name))) return undefined
    if (statusOf(error) !== 404) throw error
    const message = `image ${body.Image} is not there any more: it was removed meanwhile`
    throw new GodwitError('IMAGE_MISSING', message, { retryable: true, cause: error })
  }
}

/** Podman answers 500 to a name that is taken, as it does to much else. */
async function isTaken(docker: Docker, name: string): Promise<boolean> {
  return docker
    .getContainer(name)
    .inspect()
    .then(
      () => true,
      () => false,
    )
}

async function remove(container: Docker.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    if (statusOf(error) === 404) return
    if (statusOf(error) !== 409) throw error
    // Somebody, perhaps an earlier process of this agent, has asked for it already.
    await container.wait({ condition: 'removed' }).catch((problem: unknown) => {
      if (statusOf(problem) !== 404) throw problem
    })
  }
}

async function readLog(container: Docker.Container, lines: number): Promise<string> {
  try {
    const { Config } = await container.inspect()
    const log = await container.logs({ stdout: true, stderr: true, tail: lines })
    // An empty log is no buffer.
    if (!Buffer.isBuffer(log)) return String(log ?? '')
    return Config.Tty ? log.toString('utf8') : unframed(log)
  } catch (error) {
    if (statusOf(error) === undefined) throw error
    return ''
  }
}

type ImageCalls = Pick<Engine, 'listLayers' | Extract<keyof Engine, `${string}Image`>>

function imageCalls(docker: Loading): ImageCalls {
  const inspectImage: Engine['inspectImage'] = async (image) => {
    const found = await callUnless(gone, `inspect image ${image}`, async () =>
      (await docker()).getImage(image).inspect(),
    )
    if (!found) return undefined
    const { Id, RepoTags, RepoDigests, RootFS, Architecture } = found
    return {
      ...{
        id: Id,
        tags: (RepoTags ?? []).map(familiar),
        digests: RepoDigests ?? [],
        layers: RootFS?.Layers ?? [],
      },
      architecture: Architecture,
    }
  }
  return {
    inspectImage,
    pullImage: (image, { signal, onProgress, credentials }) =>
      call(`pull ${image}`, async () => {
        const options = { abortSignal: signal, ...(credentials && { authconfig: credentials }) }
        const stream = await (await docker()).pull(image, options)
        const meter = createTransferMeter(onProgress)
        await readEvents(stream as Readable, meter.add)
      }),
    listLayers: () =>
      call('list images', async () => {
        const all = await (await docker()).listImages()
        return Promise.all(all.map(async ({ Id }) => (await inspectImage(Id))?.layers ?? []))
      }),
    loadImage: (archive, options) =>
      call('load the archive', async () => load(await docker(), archive, options)),
    tagImage: async (image, repo, tag) => {
      await call(`tag ${image}`, async () => (await docker()).getImage(image).tag({ repo, tag }))
    },
    removeImage: (image) =>
      call(`remove image ${image}`, async () => {
        try {
          await (await docker()).getImage(image).remove()
        } catch (error) {
          if (!inUse.includes(statusOf(error) ?? 0) && !isNoName(error)) throw error
        }
      }),
  }
}

/** Podman finds an image by a digest that is none of its names, but cannot take that away. */
const isNoName = (error: unknown) => (error as { json?: { cause?: string } }).json?.cause === 'tag not known'

/** As Docker says it; Podman says all of it. */
const familiar = (name: string) => name.replace(/^docker\.io\/(library\/)?/, '')

async function load(
  docker: Docker,
  archive: string | Readable,
  { signal, onProgress }: TransferOptions,
): Promise<string[]> {
  const stream = await docker.loadImage(archive, { abortSignal: signal })
  const meter = createTransferMeter(onProgress)
  const loaded: string[] = []
  await readEvents(stream as Readable, (event: StreamEvent) => {
    const [, name] = /^Loaded image(?: ID)?: (\S+)/.exec(event.stream ?? '') ?? []
    if (name !== undefined) loaded.push(name)
    meter.add(event)
  })
  return loaded
}

type NetworkCalls = Pick<Engine, Extract<keyof Engine, `${string}Network`>>

function networkCalls(docker: Loading): NetworkCalls {
  return {
    inspectNetwork: async (name) => {
      const found = await callUnless(gone, `inspect network ${name}`, async () =>
        (await docker()).getNetwork(name).inspect(),
      )
      return found && { labels: found.Labels ?? {} }
    },
    createNetwork: async (name, labels) => {
      // Somebody else was faster, where there is one already.
      await callUnless([409], `create network ${name}`, async () =>
        (await docker()).createNetwork({ Name: name, Labels: labels, CheckDuplicate: true }),
      )
    },
    connectNetwork: async (name, container, alias) => {
      await call(`connect to network ${name}`, async () =>
        (await docker()).getNetwork(name).connect({
          Container: container,
          ...(alias !== undefined && { EndpointConfig: { Aliases: [alias] } }),
        }),
      )
    },
    removeNetwork: async (name) => {
      await callUnless([403, ...inUse], `remove network ${name}`, async () =>
        (await docker()).getNetwork(name).remove(),
      )
    },
  }
}

function volumeCalls(docker: Loading): Pick<Engine, 'inspectVolume'> {
  return {
    inspectVolume: async (name) => {
      const found = await callUnless(gone, `inspect volume ${name}`, async () =>
        (await docker()).getVolume(name).inspect(),
      )
      if (!found) return undefined
      const hasOptions = Object.keys(found.Options ?? {}).length > 0
      return { driver: found.Driver, hasOptions, folder: found.Mountpoint }
    },
  }
}
