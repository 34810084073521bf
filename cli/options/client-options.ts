import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { type ConnectOptions, connect, type GodwitClient } from '../../client/index.ts'
import { parseDuration } from '../../platform/config/duration.ts'
import type { ConnectionConfig, ManagerConfig } from '../../spec/generated/config.ts'
import { GodwitError } from '../../spec/index.ts'
import { failure, usageError } from '../errors.ts'
import { addDeviceOptions } from './device-options.ts'

/** Connects as the command line, the environment and the configuration say, does the work, and disconnects. */
export type WithClient = <T>(work: (client: GodwitClient) => Promise<T>) => Promise<T>

/** How long a command tries to reach the broker, ms. */
const connectTimeoutMs = 5_000

/** Declares what every command that talks to a device can be told. */
export function addClientOptions(command: Command): WithClient {
  const device = addDeviceOptions(command, ['connection.broker', 'topicPrefix', 'domain'])
  return (work) => withClient(device(), work)
}

/** A duration on the command line, in ms. */
export function durationFlag(text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

/** The same with a configuration. What the device or the broker refuses fails the command. */
export async function withClient<T>(
  device: ManagerConfig,
  work: (client: GodwitClient) => Promise<T>,
): Promise<T> {
  try {
    const client = await connect(connectOptions(device))
    return await work(client).finally(() => client.close())
  } catch (error) {
    if (error instanceof RangeError) throw usageError(error.message)
    throw error instanceof GodwitError ? failure(error.message) : error
  }
}

function connectOptions({ connection = {}, domain, topicPrefix }: ManagerConfig): ConnectOptions {
  const { broker = 'mqtt://localhost:1883', keepAlive = '20s', protocolVersion } = connection
  // Kanto's files write an empty text for what is not there.
  const { username, password, caCert, cert, key } = withoutEmpty(connection)
  const access = { username, password, caCert, cert, key, protocolVersion }
  return { ...access, broker, domain, topicPrefix, keepAliveMs: parseDuration(keepAlive), connectTimeoutMs }
}

function withoutEmpty(connection: ConnectionConfig): ConnectionConfig {
  return Object.fromEntries(Object.entries(connection).filter(([, value]) => value !== ''))
}
