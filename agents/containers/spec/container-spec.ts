/**
 * What a component's configuration says of its container. Each key of the configuration is a field of the same name, so
 * that what differs can be named as people have written it.
 */
import type { KeyValue } from '../../../spec/index.ts'
import { invalid, type KeyParser, many, one, valuesOf } from './entries.ts'
import { device, mount, secret, tmpfs } from './mounts.ts'
import { environment, host, image, label, network } from './names.ts'
import { port } from './ports.ts'
import {
  capability,
  containerPath,
  duration,
  filled,
  flag,
  processors,
  size,
  sizeOrUnlimited,
  text,
  whole,
  word,
} from './values.ts'

const hidden = { secret: true }

const keys = {
  image: one(image),
  integrity: one(filled),
  env: many(environment, hidden),
  cmd: many(text),
  entrypoint: many(text),
  label: many(label, hidden),
  hostname: one(filled),
  user: one(filled),
  workingDir: one(containerPath),
  terminal: one(flag),
  interactive: one(flag),
  privileged: one(flag),
  readOnly: one(flag),
  device: many(device),
  port: many(port),
  network: many(network),
  host: many(host),
  mount: many(mount),
  secret: many(secret),
  tmpfs: many(tmpfs),
  capAdd: many(capability),
  capDrop: many(capability),
  securityOpt: many(filled),
  restartPolicy: one(word('unless-stopped', 'always', 'no', 'on-failure')),
  restartMaxRetries: one(whole(0)),
  memory: one(size),
  memoryReservation: one(size),
  memorySwap: one(sizeOrUnlimited),
  cpus: one(processors),
  pidsLimit: one(whole(1)),
  logDriver: one(word('json-file', 'none')),
  logMaxFiles: one(whole(1)),
  logMaxSize: one(size),
  logMode: one(word('blocking', 'non-blocking')),
  logMaxBufferSize: one(size),
  stopTimeout: one(duration),
  healthCmd: one(filled),
  healthInterval: one(duration),
  healthTimeout: one(duration),
  healthRetries: one(whole(1)),
  healthStartPeriod: one(duration),
}

/** Keys that are checked, and then mean nothing to this engine. */
const ignored = { restartTimeout: one(duration), logPath: one(filled) }

type Keys = typeof keys
export type SpecKey = keyof Keys
export type ContainerSpec = { [Key in SpecKey]?: NonNullable<ReturnType<Keys[Key]>> } & { image: string }

export const specKeys = Object.keys(keys) as SpecKey[]

/**
 * The container of a component; its image is `<id>:<version>` where none is named. Throws INVALID_COMPONENT, in words
 * that go after `component "x": `.
 */
export function containerSpec(id: string, version: string, config: KeyValue[]): ContainerSpec {
  const read = Object.entries<KeyParser<unknown>>({ ...keys, ...ignored }).flatMap(([key, parse]) => {
    const value = parse(valuesOf(config, key), key)
    return value === undefined || key in ignored ? [] : [[key, value]]
  })
  const spec: Partial<ContainerSpec> = Object.fromEntries(read)
  return { ...spec, image: spec.image ?? defaultImage(id, version) }
}

function defaultImage(id: string, version: string): string {
  try {
    return image(`${id}:${version}`)
  } catch {
    throw invalid(`has no "image", and "${id}:${version}" is not the name of one`)
  }
}

/** Whether a key says something of the container. */
export const isSpecKey = (key: string): boolean => key in keys
