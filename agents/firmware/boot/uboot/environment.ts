/**
 * U-Boot's environment, in one place or in two.
 *
 * Invariants, with two copies:
 * - Only the older copy is ever written, as a whole, in one write, and is on the disk before anything else is done.
 * - It counts from the moment it is whole: its checksum is right then, and its number the higher one. So at any time
 *   U-Boot finds the old environment or the new one, all variables together.
 * With one copy a power cut in the middle of a write leaves none, and U-Boot takes the defaults it was built with.
 */
import { readFile, stat } from 'node:fs/promises'
import { GodwitError } from '../../../../spec/index.ts'
import type { BootEnvironment, Variables } from '../environment.ts'
import { bootControlFailure } from '../failure.ts'
import { overwriteAt, readAt } from '../in-place.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { type Image, newerCopy, readDefaults, readImage, writeImage } from './image.ts'
import { fwToolsLock, withFileLock } from './lock.ts'
import { type EnvironmentPlace, parsePlaces } from './places.ts'
import { whileWritable } from './write-protection.ts'

export interface UbootEnvironmentSettings {
  /** Where the environment is, as fw_setenv reads it; `/etc/fw_env.config`. */
  configFile?: string | undefined
  /** What the environment is taken to be while no copy is sound, as in `/etc/u-boot-initial-env`. */
  defaultEnvironment?: string | undefined
  /** What fw_setenv locks. */
  lockFile?: string | undefined
}

interface Loaded {
  places: EnvironmentPlace[]
  /** A copy by its place; undefined where its checksum is wrong. */
  copies: (Image | undefined)[]
  /** The copy that counts. */
  current: 0 | 1 | undefined
}

export function ubootEnvironment(settings: UbootEnvironmentSettings): BootEnvironment {
  const { configFile = '/etc/fw_env.config', defaultEnvironment, lockFile = fwToolsLock } = settings
  const inTurn = oneAtATime()
  const guarded = <Answer>(work: () => Promise<Answer>) =>
    inTurn(work).catch((cause) => {
      throw bootControlFailure(`U-Boot environment (${configFile})`, cause)
    })
  const variablesOf = async (loaded: Loaded) =>
    currentImage(loaded)?.variables ?? defaults(configFile, defaultEnvironment)
  /** Whoever writes a single copy leaves it broken for a moment. */
  const loadSound = async () => {
    const loaded = await load(configFile)
    return loaded.current === undefined ? withFileLock(lockFile, () => load(configFile)) : loaded
  }
  return {
    read: () => guarded(async () => variablesOf(await loadSound())),
    change: (edit) =>
      guarded(() =>
        withFileLock(lockFile, async () => {
          const loaded = await load(configFile)
          const variables = await variablesOf(loaded)
          const changes = Object.entries(edit(variables))
          const isSame = changes.every(([name, value]) => variables.get(name) === value)
          if (isSame && loaded.current !== undefined) return
          await store(loaded, new Map([...variables, ...changes]))
        }),
      ),
    explain: () => guarded(async () => explain(await loadSound())),
  }
}

async function load(configFile: string): Promise<Loaded> {
  const places = parsePlaces(await readFile(configFile, 'utf8'))
  const copies = await Promise.all(places.map((place) => readCopy(place, places.length === 2)))
  return { places, copies, current: newerCopy(copies) }
}

async function readCopy(place: EnvironmentPlace, redundant: boolean): Promise<Image | undefined> {
  const { device, offset, size } = place
  if ((await stat(device)).isCharacterDevice()) throw new Error(`${device} is neither a disk nor a file`)
  const bytes = await readAt(device, offset, size)
  if (bytes.length < size) throw new Error(`${device} ends before the environment does`)
  return readImage(bytes, redundant)
}

function currentImage({ copies, current }: Loaded): Image | undefined {
  return current === undefined ? undefined : copies[current]
}

async function defaults(configFile: string, defaultEnvironment: string | undefined): Promise<Variables> {
  if (defaultEnvironment !== undefined) return readDefaults(await readFile(defaultEnvironment, 'latin1'))
  const message = `the U-Boot environment of ${configFile} has no copy with a right checksum; save it once in U-Boot (saveenv), or configure the file with its defaults`
  throw new GodwitError('BOOT_CONTROL_FAILED', message)
}

async function store(loaded: Loaded, variables: Variables): Promise<void> {
  const { places, current = 0 } = loaded
  const isRedundant = places.length === 2
  const place = places[isRedundant ? 1 - current : 0]
  if (!place) return
  const counter = isRedundant ? ((currentImage(loaded)?.counter ?? 0) + 1) % 256 : undefined
  const bytes = writeImage({ variables, counter }, place.size)
  await whileWritable(place.device, () => overwriteAt(place.device, place.offset, bytes))
}

function explain({ places, copies, current }: Loaded): Record<string, string> {
  const environment = places.map(({ device, offset }) => `${device} at ${offset}`).join(', ')
  const broken = copies.filter((copy) => copy === undefined).length
  const condition = `${copies.length - broken} of ${copies.length} copies sound`
  return { environment, condition: current === undefined ? `${condition}; defaults are taken` : condition }
}
