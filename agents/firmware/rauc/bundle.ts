/** What is in a bundle, and whether this device trusts it: by `rauc info`, which RAUC 1.8 tells more than D-Bus. */
import { runProcess } from '../../../platform/process/run.ts'
import { GodwitError } from '../../../spec/index.ts'

export interface RaucBundle {
  compatible: string
  version: string
  images: RaucImage[]
}

export interface RaucImage {
  /** The class of the slots that it is for. */
  slotClass: string
  /** For devices of this variant only. */
  variant?: string
  filename: string
  /** SHA-256 in hexadecimal. */
  sha256: string
  /** Bytes. */
  size: number
}

export interface RaucCommand {
  /** `rauc`, as a list of words. */
  command: string[]
  /** RAUC's configuration, which names the keyring; by default its own. */
  systemConfig?: string | undefined
}

/**
 * Verifies a bundle's signature and reads its manifest. Changes nothing, and works while RAUC installs. Rejects with
 * IMAGE_REFUSED and what RAUC says of it, or with SLOT_WRITE_FAILED where RAUC cannot be asked.
 */
export async function readBundle(
  { command, systemConfig }: RaucCommand,
  path: string,
  signal: AbortSignal,
): Promise<RaucBundle> {
  const config = systemConfig === undefined ? [] : [`--conf=${systemConfig}`]
  const lines: string[] = []
  const words = [...command, ...config, 'info', '--output-format=json', path]
  const { exitCode } = await run(words, signal, (line) => lines.push(line))
  if (exitCode !== 0) {
    throw new GodwitError('IMAGE_REFUSED', `RAUC does not accept the bundle: ${lastWords(lines)}`)
  }
  const bundle = lines.flatMap((line) => parseBundle(line) ?? [])[0]
  if (bundle) return bundle
  throw new GodwitError(
    'SLOT_WRITE_FAILED',
    'the answer of `rauc info --output-format=json` is not understood',
  )
}

async function run(words: string[], signal: AbortSignal, onLine: (line: string) => void) {
  try {
    return await runProcess(words, { signal, onLine })
  } catch (cause) {
    signal.throwIfAborted()
    throw new GodwitError('SLOT_WRITE_FAILED', `RAUC cannot be asked: ${(cause as Error).message}`, { cause })
  }
}

/** What RAUC says last, without what it says on the way, and without the stack of OpenSSL's errors. */
function lastWords(lines: string[]): string {
  const words = lines.filter((line) => line.trim() !== '' && !/^[0-9A-F]+:error:/.test(line))
  return words.at(-1) ?? 'it does not say why'
}

interface Manifest {
  compatible?: string
  version?: string
  images?: Record<string, Record<string, unknown>>[]
}

/** Standard error is among the lines; the manifest is the one that is JSON. */
function parseBundle(line: string): RaucBundle | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const { compatible = '', version = '', images = [] } = JSON.parse(line) as Manifest
    return { compatible, version: version ?? '', images: images.flatMap(readImages) }
  } catch {
    return undefined
  }
}

function readImages(image: Record<string, Record<string, unknown>>): RaucImage[] {
  return Object.entries(image).map(([slotClass, { variant, filename, checksum, size }]) => ({
    slotClass,
    ...(typeof variant === 'string' && { variant }),
    filename: String(filename ?? ''),
    sha256: String(checksum ?? ''),
    size: Number(size ?? 0),
  }))
}
