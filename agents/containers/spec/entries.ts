/** The entries of a component's configuration, read by key. What cannot be read is refused by key, value and reason. */
import { GodwitError, type KeyValue } from '../../../spec/index.ts'

/** Reads one value. Throws a RangeError whose text goes after `"key" value "…": `. */
export type ValueParser<T> = (text: string) => T

/** How the values of one key are read; `undefined` where there are none. */
export type KeyParser<T> = (values: string[], key: string) => T | undefined

export interface KeyOptions {
  /** Whether the value may be a secret, which no message repeats. */
  secret?: boolean
}

/** A key that may be there once. */
export function one<T>(parse: ValueParser<T>, options: KeyOptions = {}): KeyParser<T> {
  return (values, key) => {
    const [value, ...more] = values
    if (more.length > 0) throw invalid(`has "${key}" more than once`)
    return value === undefined ? undefined : readValue(parse, { key, value, index: 0 }, options)
  }
}

/** A key that may be repeated; the order is kept. */
export function many<T>(parse: ValueParser<T>, options: KeyOptions = {}): KeyParser<T[]> {
  return (values, key) =>
    values.length === 0
      ? undefined
      : values.map((value, index) => readValue(parse, { key, value, index }, options))
}

function readValue<T>(
  parse: ValueParser<T>,
  { key, value, index }: { key: string; value: string; index: number },
  { secret = false }: KeyOptions,
): T {
  try {
    return parse(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const which = secret ? `"${key}", entry ${index + 1}` : `"${key}" value "${value}"`
    throw invalid(`${which}: ${error.message}`)
  }
}

/** All values of a key. */
export function valuesOf(config: KeyValue[], key: string): string[] {
  return config.filter((entry) => entry.key === key).map(({ value = '' }) => value)
}

/** In words that go after `component "x": `. */
export function invalid(problem: string): GodwitError {
  return new GodwitError('INVALID_COMPONENT', problem)
}
