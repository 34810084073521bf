/** Command-line options made from a configuration schema: every key of the file has its flag. */
import { type Command, Option } from 'commander'
import { type ConfigOption, freeKey, optionsOf } from '../../platform/config/options.ts'
import type { ConfigDefinition } from '../../spec/config/definition.ts'

/** Reads the options that were given, by configuration path, as they were typed. */
export type ConfigFlags = () => Record<string, string>

export interface ConfigOptionsRequest {
  /** The words of the command line: flags with a free part (`--agents-<name>-read-timeout`) are looked for there. */
  argv: string[]
  /** The options that the command takes; by default all of the program. */
  takes?: (option: ConfigOption) => boolean
  /** Those that its help shows; by default all but Kanto's own names for them. */
  shows?: (option: ConfigOption) => boolean
}

/** Declares the options of a program on a command. */
export function addConfigOptions(
  command: Command,
  { schema, schemas }: ConfigDefinition,
  { argv, takes = () => true, shows = () => true }: ConfigOptionsRequest,
): ConfigFlags {
  const paths = new Map<string, string>()
  const declare = (flag: string, path: string, option: ConfigOption, isShown: boolean) => {
    const declared = new Option(`${flag} ${placeholderOf(option)}`, helpOf(option))
    // Kanto's `--<name>-read-timeout` also fits ours, `--agents-<name>-read-timeout`, which comes first.
    if (paths.has(declared.attributeName())) return
    command.addOption(declared.hideHelp(!isShown))
    paths.set(declared.attributeName(), path)
  }
  for (const option of optionsOf(schema, schemas).filter(takes)) {
    for (const flag of [option.flag, option.kantoFlag]) {
      if (flag === undefined) continue
      const isOurs = flag === option.flag
      if (!flag.includes(freeKey)) declare(flag, option.path, option, isOurs && shows(option))
      else for (const [given, path] of freeFlags(flag, option.path, argv)) declare(given, path, option, false)
    }
  }
  return () => {
    const given = Object.entries(command.opts()).filter(
      ([name]) => command.getOptionValueSource(name) === 'cli',
    )
    return Object.fromEntries(given.flatMap(([name, value]) => flagEntry(paths.get(name), value)))
  }
}

function flagEntry(path: string | undefined, value: unknown): [string, string][] {
  return path === undefined ? [] : [[path, String(value)]]
}

/** Flags on the command line that fit a flag with a free part, each with its path. */
function freeFlags(flag: string, path: string, argv: string[]): Map<string, string> {
  const [before = '', after = ''] = flag.split(freeKey)
  const names = argv.flatMap((word) => {
    const given = word.split('=')[0] ?? ''
    const fits =
      given.length > before.length + after.length && given.startsWith(before) && given.endsWith(after)
    return fits ? [given.slice(before.length, given.length - after.length)] : []
  })
  return new Map(names.map((name) => [`${before}${name}${after}`, path.replace(freeKey, name)]))
}

function placeholderOf({ type, allowed }: ConfigOption): string {
  if (type === 'boolean') return '[true|false]'
  if (allowed && type !== 'list') return `<${allowed.join('|')}>`
  return type === 'list' || type === 'names' ? '<a,b,…>' : `<${type === 'string' ? 'text' : type}>`
}

function helpOf({ description, default: standard }: ConfigOption): string {
  if (standard === undefined) return description
  return `${description} (default: ${typeof standard === 'string' ? standard : JSON.stringify(standard)})`
}
