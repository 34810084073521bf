import { fileURLToPath } from 'node:url'
import { GodwitError, type KeyValue } from '../../spec/index.ts'
import type { ArtifactDescription, DescribedArtifact } from './artifacts.ts'
import { parseIntegrity } from './content/integrity.ts'
import { describePacking } from './packing/describe-packing.ts'
import type { ArtifactSettings } from './settings.ts'

/** `file:` is for media that somebody brings to the device. */
const schemes = ['http:', 'https:', 'file:']

/**
 * What a component's configuration says of its artifact. Other keys are not looked at.
 * Throws INVALID_COMPONENT, INVALID_SOURCE or UNVERIFIED; no message holds a source, since that may hold a secret.
 */
export function describeArtifact(
  config: KeyValue[],
  { allowUnverified }: Pick<ArtifactSettings, 'allowUnverified'>,
): ArtifactDescription {
  const integrity = integrityOf(config)
  if (integrity === undefined && !allowUnverified) {
    throw new GodwitError(
      'UNVERIFIED',
      'the component has no "integrity", and unverified ones are not allowed',
    )
  }
  const size = sizeOf(config)
  const sources = sourcesOf(config)
  return {
    sources,
    ...(integrity !== undefined && { integrity }),
    ...(size !== undefined && { size }),
    ...describePacking(sources, (key) => single(config, key)),
  }
}

function sourcesOf(config: KeyValue[]): string[] {
  const values = config.filter(({ key }) => key === 'source').map(({ value = '' }) => value)
  if (values.length === 0) throw invalid('the component has no "source"')
  return [...new Set(values.map(parseSource))]
}

function parseSource(value: string, index: number): string {
  const url = URL.parse(value)
  const which = `source ${index + 1} of the component`
  if (!url) throw new GodwitError('INVALID_SOURCE', `${which} is not a URL`)
  if (!schemes.includes(url.protocol)) {
    const message = `${which} is a "${url.protocol}" URL; allowed are http, https and file`
    throw new GodwitError('INVALID_SOURCE', message)
  }
  if (url.protocol === 'file:' && !isLocalFile(url)) {
    throw new GodwitError('INVALID_SOURCE', `${which} is not the URL of a local file`)
  }
  return url.href
}

function isLocalFile(url: URL): boolean {
  try {
    return fileURLToPath(url) !== ''
  } catch {
    return false
  }
}

function integrityOf(config: KeyValue[]): string | undefined {
  const value = single(config, 'integrity')
  if (value === undefined) return undefined
  const integrity = parseIntegrity(value)
  if (integrity !== undefined) return integrity
  throw invalid(`integrity "${value}" is not one hash like "sha256-…", "sha384-…" or "sha512-…" in base64`)
}

function sizeOf(config: KeyValue[]): number | undefined {
  const value = single(config, 'size')
  if (value === undefined) return undefined
  const size = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (Number.isSafeInteger(size) && size > 0) return size
  throw invalid(`size "${value}" is not a number of bytes`)
}

function single(config: KeyValue[], key: string): string | undefined {
  const values = config.filter((entry) => entry.key === key)
  if (values.length > 1) throw invalid(`the component has "${key}" more than once`)
  return values[0] && (values[0].value ?? '')
}

function invalid(message: string): GodwitError {
  return new GodwitError('INVALID_COMPONENT', message)
}

const namedKey = /^artifact\.(.+)\.(source|integrity|size|packed|unpackedIntegrity|unpackedSize)$/

/**
 * What a component's configuration says of all its artifacts: the main one, where it has one, first; then those that are
 * described by `artifact.NAME.source` and so on, in the order of their first
 * mention. A name may be any text: it is the caller who knows what it is for, and what it must not be.
 * Throws as `describeArtifact`.
 */
export function describeArtifacts(
  config: KeyValue[],
  settings: Pick<ArtifactSettings, 'allowUnverified'>,
): DescribedArtifact[] {
  const named = new Map<string, KeyValue[]>()
  for (const { key, ...rest } of config) {
    const [, name, plainKey] = namedKey.exec(key) ?? []
    if (name === undefined || plainKey === undefined) continue
    named.set(name, [...(named.get(name) ?? []), { key: plainKey, ...rest }])
  }
  const hasMain = named.size === 0 || config.some(({ key }) => key === 'source' || key === 'integrity')
  return [
    ...(hasMain ? [{ artifact: describeArtifact(config, settings) }] : []),
    ...[...named].map(([name, own]) => ({ name, artifact: describeNamed(name, own, settings) })),
  ]
}

function describeNamed(
  name: string,
  config: KeyValue[],
  settings: Pick<ArtifactSettings, 'allowUnverified'>,
): ArtifactDescription {
  try {
    return describeArtifact(config, settings)
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error
    throw new GodwitError(error.code, `artifact "${name}": ${error.message}`)
  }
}
