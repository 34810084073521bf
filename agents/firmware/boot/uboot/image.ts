/**
 * One copy of U-Boot's environment, by U-Boot's include/env_internal.h: the CRC-32 of the data, little endian; where there
 * are two copies a byte that tells the newer one; then the data: NAME=VALUE, each ended by a zero, sorted by name, and
 * one more zero. The CRC covers the data up to the end of the copy, but not the byte.
 */
import { crc32 } from 'node:zlib'
import { isBytes, type Variables } from '../environment.ts'

export interface Image {
  variables: Variables
  /** Of two copies the newer one has the next number, 0 after 255; undefined where there is only one copy. */
  counter: number | undefined
}

/** Attributes of variables, which libubootenv writes after all of them. */
const attributes = '.flags'

/** The environment in a copy, or undefined where its checksum is wrong. */
export function readImage(bytes: Buffer, redundant: boolean): Image | undefined {
  const data = bytes.subarray(headerSize(redundant))
  if (data.length === 0 || crc32(data) !== bytes.readUInt32LE(0)) return undefined
  return { variables: variablesOf(data.toString('latin1')), counter: redundant ? bytes[4] : undefined }
}

/** A copy of that many bytes. Throws a RangeError where the variables do not fit, or one cannot be written. */
export function writeImage({ variables, counter }: Image, size: number): Buffer {
  const start = headerSize(counter !== undefined)
  const text = `${sorted(variables).map(entryText).join('')}\0`
  if (start + text.length > size) {
    throw new RangeError(`the variables take ${start + text.length} bytes, the environment has ${size}`)
  }
  const bytes = Buffer.alloc(size)
  bytes.write(text, start, 'latin1')
  if (counter !== undefined) bytes[4] = counter
  bytes.writeUInt32LE(crc32(bytes.subarray(start)), 0)
  return bytes
}

function headerSize(redundant: boolean): number {
  return redundant ? 5 : 4
}

/** An empty entry ends the list. What has no name, or no value, is passed over. */
function variablesOf(data: string): Map<string, string> {
  const end = data.startsWith('\0') ? 0 : data.indexOf('\0\0')
  const entries = data.slice(0, end < 0 ? undefined : end).split('\0')
  return new Map(
    entries.flatMap((entry): [string, string][] => {
      const equals = entry.indexOf('=')
      return equals > 0 ? [[entry.slice(0, equals), entry.slice(equals + 1)]] : []
    }),
  )
}

function sorted(variables: Variables): [string, string][] {
  const rank = ([name]: [string, string]) => (name === attributes ? `\xff${name}` : name)
  return [...variables].sort((one, other) => (rank(one) < rank(other) ? -1 : 1))
}

function entryText([name, value]: [string, string]): string {
  if (name === '' || name.includes('=') || !isBytes(name)) {
    throw new RangeError(`a variable cannot be called "${name}"`)
  }
  if (!isBytes(value)) throw new RangeError(`the value of variable ${name} cannot be written`)
  return `${name}=${value}\0`
}

/**
 * Which of two copies counts, as U-Boot decides (env/common.c, env_check_redund): the one that is sound; of two sound ones
 * that with the higher number, where 0 is higher than 255; the first where they are equal. Undefined where none is sound.
 */
export function newerCopy(copies: readonly (Image | undefined)[]): 0 | 1 | undefined {
  const [first, second] = copies
  if (!first || !second) return first ? 0 : second ? 1 : undefined
  const [one, other] = [first.counter ?? 0, second.counter ?? 0]
  if (one === 255 && other === 0) return 1
  if (one === 0 && other === 255) return 0
  return other > one ? 1 : 0
}

/** Variables out of the text that U-Boot's build writes them into (`u-boot-initial-env`): NAME=VALUE, a line each. */
export function readDefaults(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => !line.startsWith('#'))
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const equals = line.indexOf('=')
      return equals > 0 && equals < line.length - 1 ? [[line.slice(0, equals), line.slice(equals + 1)]] : []
    }),
  )
}
