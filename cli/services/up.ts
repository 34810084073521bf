import type { EmbeddedBroker } from '../../platform/broker.ts'
import type { UpConfig } from '../../spec/generated/config.ts'
import { startManager } from './manager.ts'
import type { Service, Surroundings } from './service.ts'
import { type UpParts, upParts } from './up-config.ts'

/**
 * Starts a broker, unless one is configured, then manager and agents. Fails as a whole: what runs already is stopped.
 * `configured` are the paths of the configuration that are no defaults.
 */
export async function startUp(
  config: UpConfig,
  configured: ReadonlySet<string>,
  around: Surroundings,
): Promise<Service> {
  const broker = configured.has('connection.broker') ? undefined : await startBroker(config, around)
  const connection = { ...config.connection, ...(broker && { broker: broker.url }) }
  const started: Service[] = []
  const stop = async () => {
    await Promise.all(started.map((service) => service.stop()))
    await broker?.close()
  }
  try {
    for (const start of starters(upParts({ ...config, connection }, configured)))
      started.push(await start(around))
  } catch (error) {
    await stop()
    throw error
  }
  return { ready: async () => void (await Promise.all(started.map((service) => service.ready()))), stop }
}

async function startBroker({ embeddedBroker }: UpConfig, { log }: Surroundings): Promise<EmbeddedBroker> {
  const { startEmbeddedBroker } = await import('../../platform/broker.ts')
  const { host = '127.0.0.1', port = 1883 } = embeddedBroker ?? {}
  return startEmbeddedBroker({ host, port, log })
}

type Starter = (around: Surroundings) => Promise<Service>

/** How each part is started; agents that are not wanted are not even loaded. */
function starters({ manager, software, firmware, containers }: UpParts): Starter[] {
  const all: Starter[] = [(around) => startManager(manager, around)]
  if (software) all.push(async (around) => (await import('./software.ts')).startSoftware(software, around))
  if (firmware) all.push(async (around) => (await import('./firmware.ts')).startFirmware(firmware, around))
  if (containers) {
    all.push(async (around) => (await import('./containers.ts')).startContainers(containers, around))
  }
  return all
}
