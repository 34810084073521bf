/** One component of the desired state, read and checked; without a look at the engine. */
import { type DesiredComponent, GodwitError, type KeyValue } from '../../spec/index.ts'
import type { Artifacts } from '../artifacts/artifacts.ts'
import { isPassingName } from './containers-of.ts'
import type { ImageOrigin } from './detail.ts'
import { type ActivationRules, activationRules, isRuleKey } from './spec/activation-rules.ts'
import { type ContainerSpec, containerSpec, isSpecKey } from './spec/container-spec.ts'
import { invalid, valuesOf } from './spec/entries.ts'
import { isFixed } from './spec/ports.ts'
import { assertConsistent } from './spec/rules.ts'
import { namePattern } from './spec/values.ts'

export interface Component {
  id: string
  version: string
  config: KeyValue[]
  spec: ContainerSpec
  rules: ActivationRules
  image: ImageOrigin
  /** Keys that mean nothing here. */
  ignored: string[]
}

/** Throws INVALID_COMPONENT with the component's id, or what `describe` of the artifacts says. */
export function readComponent(
  component: DesiredComponent,
  artifacts: Pick<Artifacts, 'describe'>,
): Component {
  const { id, version = '', config = [] } = component
  try {
    assertName(id)
    const spec = containerSpec(id, version, config)
    assertConsistent(spec)
    const rules = activationRules(config)
    assertStrategy(spec, rules)
    assertBackup(spec, rules)
    const image = imageOrigin(config, rules, artifacts)
    assertIntegrity(spec, image)
    return { id, version, config, spec, rules, image, ignored: ignoredKeys(config) }
  } catch (error) {
    throw ofComponent(error, id)
  }
}

function assertName(id: string): void {
  const problem = 'has an id that cannot be the name of a container'
  if (!namePattern.test(id)) {
    throw invalid(
      `${problem}: it takes two or more letters, digits, "_", "." and "-", a letter or digit first`,
    )
  }
  if (isPassingName(id)) throw invalid(`${problem}: Godwit itself gives names with that ending`)
}

export function ofComponent(error: unknown, id: string): unknown {
  if (!(error instanceof GodwitError)) return error
  const { code, message, retryable } = error
  return new GodwitError(code, `component "${id}": ${message}`, { component: id, retryable, cause: error })
}

/** While both run, both would need the port. */
function assertStrategy({ port = [] }: ContainerSpec, { strategy }: ActivationRules): void {
  const fixed = strategy === 'hand-over' && port.find(isFixed)
  if (!fixed) return
  const remedy = `give it a range, like ${fixed.hostPort}-${Number(fixed.hostPort) + 1}`
  throw invalid(
    `"strategy" hand-over: two containers cannot have port ${fixed.hostPort} at a time; ${remedy}`,
  )
}

function assertBackup({ mount = [] }: ContainerSpec, { backupVolume = [], strategy }: ActivationRules): void {
  const stranger = backupVolume.find(
    (volume) => !mount.some(({ type, source }) => type === 'volume' && source === volume),
  )
  if (stranger !== undefined) {
    throw invalid(`"backupVolume" value "${stranger}": is no volume that "mount" names`)
  }
  if (new Set(backupVolume).size < backupVolume.length) throw invalid('"backupVolume" names one volume twice')
  if (backupVolume.length === 0 || strategy !== 'hand-over') return
  throw invalid(
    '"backupVolume" excludes "strategy" hand-over: while old and new run, both write to the volume, and no copy of it could be trusted',
  )
}

const origins = { godwit: 'registry', engine: 'engine', never: 'nowhere' } as const

function imageOrigin(
  config: KeyValue[],
  { pull }: ActivationRules,
  artifacts: Pick<Artifacts, 'describe'>,
): ImageOrigin {
  const archives = valuesOf(config, 'archive')
  if (archives.length === 0) return { kind: origins[pull ?? 'godwit'] }
  if (pull !== undefined && pull !== 'never') throw invalid(`"archive" excludes "pull" ${pull}`)
  const sources = archives.map((value) => ({ key: 'source', value }))
  const facts = config.filter(({ key }) => key === 'integrity' || key === 'size')
  return { kind: 'archive', artifact: artifacts.describe([...sources, ...facts]) }
}

/** Beside an archive `integrity` is the archive's; otherwise it is the digest of the image. */
function assertIntegrity({ integrity }: ContainerSpec, image: ImageOrigin): void {
  if (integrity === undefined || image.kind === 'archive' || /^sha256:[0-9a-f]{64}$/.test(integrity)) return
  throw invalid(`"integrity" value "${integrity}": is not the digest of an image, sha256:<64 hex digits>`)
}

function ignoredKeys(config: KeyValue[]): string[] {
  const known = (key: string) => isSpecKey(key) || isRuleKey(key) || ['archive', 'size'].includes(key)
  return [...new Set(config.map(({ key }) => key))].filter((key) => !known(key))
}
