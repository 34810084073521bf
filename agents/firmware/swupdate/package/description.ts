/**
 * What a sw-description says of one selection, looked up as SWUpdate does (its manual, "sw-description: syntax and tags"):
 * below the board, then below the selection alone, then above them; libconfig first, JSON where it is not that.
 *
 * What cannot be followed is refused instead of being guessed at: links (`ref`), and what Lua makes of the description.
 */
import { type ConfigGroup, type ConfigValue, parseLibconfig } from './libconfig.ts'

/** A file of the package, and where it goes. */
export interface PackageImage {
  filename: string
  /** As it is written there; empty where the image names none. */
  device: string
  /** Name of the handler, as in `raw`. */
  type: string
  /** It is written as it comes, to the beginning of the device. */
  plain: boolean
  sha256: string | undefined
  /** Bytes that are written, where that is declared. */
  unpackedSize: number | undefined
}

export interface Selected {
  images: PackageImage[]
  /** Revisions of the hardware that the package is made for. */
  revisions: string[]
  /** Whether it sets variables of the boot loader. */
  setsBootVariables: boolean
}

/** Handlers that write to the boot loader's environment, or make another slot boot. */
const bootHandlers = new Set(['bootloader', 'uboot', 'toggleboot', 'gptswap', 'ssblswitch', 'ubiswap'])

/** Throws a SyntaxError where it is neither libconfig nor JSON. */
export function parseDescription(text: string): ConfigGroup {
  try {
    return parseLibconfig(text)
  } catch (asLibconfig) {
    try {
      return JSON.parse(text) as ConfigGroup
    } catch {
      throw asLibconfig
    }
  }
}

/**
 * What the description has for a selection `<software>,<mode>` on this board. Undefined where it does not have the
 * selection: SWUpdate would take what stands above it then, which is for whatever slot. Throws a RangeError for what
 * cannot be followed.
 */
export function select(
  description: ConfigGroup,
  selection: string,
  board: string | undefined,
): Selected | undefined {
  const path = selection.split(',')
  const root = groupAt(description, ['software'])
  const ofBoard = board === undefined ? undefined : groupAt(root, [board])
  const selected = [groupAt(ofBoard, path), groupAt(root, path)].filter((group) => group !== undefined)
  if (selected.length === 0) return undefined
  const groups = [...selected, ...[ofBoard, root].filter((group) => group !== undefined)]
  const find = (name: string) => groups.find((group) => group[name] !== undefined)?.[name]
  assertPlainWords(groups, find)
  const images = ['images', 'files', 'partitions'].flatMap((name) => elements(find(name)).map(imageOf))
  const variables = find('uboot') ?? find('bootenv')
  return {
    images,
    revisions: listOf(find('hardware-compatibility')).filter((one) => typeof one === 'string'),
    setsBootVariables: elements(variables).length > 0 || images.some(({ type }) => bootHandlers.has(type)),
  }
}

/** Names of the boards, if any, that the description has the selection for. */
export function boardsWith(description: ConfigGroup, selection: string): string[] {
  const root = groupAt(description, ['software']) ?? {}
  return Object.keys(root).filter((board) => groupAt(root, [board, ...selection.split(',')]) !== undefined)
}

function groupAt(group: ConfigGroup | undefined, path: string[]): ConfigGroup | undefined {
  let found: ConfigValue | undefined = group
  for (const name of path) found = isGroup(found) && Object.hasOwn(found, name) ? found[name] : undefined
  return isGroup(found) ? found : undefined
}

function isGroup(value: ConfigValue | undefined): value is ConfigGroup {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: ConfigValue | undefined): ConfigValue[] {
  return Array.isArray(value) ? value : []
}

function elements(value: ConfigValue | undefined): ConfigGroup[] {
  return listOf(value).filter(isGroup)
}

function assertPlainWords(groups: ConfigGroup[], find: (name: string) => ConfigValue | undefined): void {
  if (find('embedded-script') !== undefined) throw new RangeError('it has an embedded script')
  const sections = ['images', 'files', 'partitions', 'uboot', 'bootenv', 'hardware-compatibility']
  const linked = [...groups, ...sections.flatMap((name) => [find(name), ...elements(find(name))])]
  if (linked.some((group) => isGroup(group) && group.ref !== undefined))
    throw new RangeError('it has links (ref)')
}

function imageOf(image: ConfigGroup): PackageImage {
  const text = (name: string) => (typeof image[name] === 'string' ? image[name] : '')
  const device = text('device')
  const changed = ['compressed', 'encrypted'].some(
    (name) => image[name] !== undefined && image[name] !== false,
  )
  const type = text('type') || (device === '' ? '' : 'raw')
  const properties = isGroup(image.properties) ? image.properties : {}
  const unpackedSize = Number(properties['decompressed-size'] ?? Number.NaN)
  return {
    filename: text('filename'),
    device,
    type,
    plain: type === 'raw' && !changed && image.offset === undefined,
    sha256: /^[0-9a-f]{64}$/.test(text('sha256')) ? text('sha256') : undefined,
    unpackedSize: Number.isSafeInteger(unpackedSize) ? unpackedSize : undefined,
  }
}
