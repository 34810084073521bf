import { readConfigFile } from '../../platform/config/config-file.ts'
import { configuredPaths, loadConfig } from '../../platform/config/load-config.ts'
import { managerConfig } from '../../spec/config/manager.ts'
import { upConfig } from '../../spec/config/up.ts'
import type { ManagerConfig, UpConfig } from '../../spec/generated/config.ts'
import { upParts } from '../services/up-config.ts'

type Environment = Record<string, string | undefined>

type Flags = Record<string, string>

/**
 * What the device's manager is configured with, and by that how to reach the device: from flags (by path of the manager's configuration), the environment, and the file that
 * the device's own `godwit up` or `godwit manager` is configured with. Throws a ConfigError.
 */
export function deviceConfig(
  flags: Flags,
  file: string | undefined,
  environment: Environment,
): ManagerConfig {
  const env = withShortName(environment)
  return file !== undefined && isForUp(file) ? fromUp(flags, file, env) : fromManager(flags, file, env)
}

/** For those who talk to one device all day: `GODWIT_BROKER`. Programs of the device do not look at it. */
function withShortName(environment: Environment): Environment {
  const { GODWIT_BROKER, GODWIT_CONNECTION_BROKER = GODWIT_BROKER } = environment
  return { ...environment, GODWIT_CONNECTION_BROKER }
}

/** What a manager is told of an agent, which is all that its `agents` may hold. */
const agentSettings = ['rebootRequired', 'readTimeout']

/** The file of `godwit up` and that of `godwit manager` are told apart by the keys that only one of them has. */
function isForUp(file: string): boolean {
  const { manager, embeddedBroker, agents } = readConfigFile(file)
  const keys = Object.values(agents ?? {}).flatMap((agent) => Object.keys(agent ?? {}))
  return (
    manager !== undefined || embeddedBroker !== undefined || keys.some((key) => !agentSettings.includes(key))
  )
}

function fromManager(flags: Flags, file: string | undefined, env: Environment): ManagerConfig {
  return loadConfig<ManagerConfig>({ ...managerConfig, file, env, flags })
}

function fromUp({ domain, ...flags }: Flags, file: string, env: Environment): ManagerConfig {
  const request = { ...upConfig, file, env, flags: { ...flags, 'manager.domain': domain } }
  const config = loadConfig<UpConfig>(request)
  const configured = configuredPaths(request)
  const hasBroker = configured.has('connection.broker')
  const connection = { ...config.connection, ...(!hasBroker && { broker: urlOf(config.embeddedBroker) }) }
  const { manager } = upParts({ ...config, connection }, configured)
  return { ...manager, ...(config.bootIdFile !== undefined && { bootIdFile: config.bootIdFile }) }
}

function urlOf({ host = '127.0.0.1', port = 1883 }: UpConfig['embeddedBroker'] = {}): string {
  return `mqtt://${host.includes(':') ? `[${host}]` : host}:${port}`
}
