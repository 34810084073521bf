/** What a component's configuration asks of this agent, besides where its artifacts come from. */
import { GodwitError, type KeyValue } from '../../spec/index.ts'
import type { ArtifactDescription, DescribedArtifact } from '../artifacts/artifacts.ts'
import { packingKeys } from '../artifacts/packing/describe-packing.ts'
import { parseCopyRule } from './copies/copy-rule.ts'
import { globProblem } from './drift/glob.ts'
import { type CopyRule, isSafeName } from './installation.ts'

export interface ComponentOptions {
  /** A bundle is an archive, which becomes the release; plain files are put into the release as they are. */
  type: 'bundle' | 'plain'
  files: ComponentFile[]
  copies: CopyRule[]
  /** Globs of files in the release that may change. */
  mutable: string[]
  /** The user that hooks run as, where it is another one than configured. */
  user?: string
  /** Where Kanto's install script writes down what it has installed besides. */
  dependencies: string
}

/** One artifact. */
export interface ComponentFile {
  /** What `source`, `integrity` and `size` describe. */
  isMain: boolean
  /** Its file name in the release; the bundle itself has none. */
  name?: string
  /** Permissions of the file. */
  mode: number
  artifact: ArtifactDescription
}

/** What the plan depends on, and the steps do not. */
export interface InstallRules {
  reinstall: 'always' | 'ifDrifted' | 'never'
  refuseDowngrade: boolean
}

/** The keys that mean something here, with their aliases. */
const keys = {
  type: ['type', 'artifact-type'],
  filename: ['filename'],
  mode: ['mode'],
  copy: ['copy'],
  mutable: ['mutable'],
  user: ['user'],
  reinstall: ['reinstall'],
  downgrade: ['downgrade'],
  dependencies: ['installed-deps'],
  /** Asks for what is done anyway: every artifact is brought into the store, from local media too. */
  always: ['copy-artifacts'],
}
const artifactKeys = ['source', 'integrity', 'size', ...packingKeys]

const types = { bundle: 'bundle', archive: 'bundle', plain: 'plain' } as const
const reinstalls = { always: 'always', ifDrifted: 'ifDrifted', never: 'never' } as const
const downgrades = { allow: false, refuse: true } as const

const readable = 0o644

/** Throws INVALID_COMPONENT, in words that go after `component "x": `. */
export function componentOptions(config: KeyValue[], described: DescribedArtifact[]): ComponentOptions {
  const type = choice(config, keys.type, types, 'bundle')
  const user = single(config, keys.user)
  const dependencies = single(config, keys.dependencies) ?? 'installed-deps'
  if (!isSafeName(dependencies)) throw invalid(`"installed-deps" is not the name of a folder`)
  return {
    type,
    files: filesOf(config, described, type),
    copies: copiesOf(config),
    mutable: mutableOf(config),
    ...(user !== undefined && { user }),
    dependencies,
  }
}

/** Throws INVALID_COMPONENT. */
export function installRules(config: KeyValue[]): InstallRules {
  return {
    reinstall: choice(config, keys.reinstall, reinstalls, 'ifDrifted'),
    refuseDowngrade: choice(config, keys.downgrade, downgrades, false),
  }
}

/** The keys that mean nothing, each once. */
export function ignoredKeys(config: KeyValue[]): string[] {
  const known = Object.values(keys).flat()
  const names = new Set(config.map(({ key }) => key))
  const isKnown = (key: string) => {
    const [, , own = ''] = /^artifact\.(.+)\.([^.]+)$/.exec(key) ?? []
    return known.includes(key) || artifactKeys.includes(own || key) || own === 'mode'
  }
  return [...names].filter((key) => !isKnown(key))
}

function filesOf(
  config: KeyValue[],
  described: DescribedArtifact[],
  type: ComponentOptions['type'],
): ComponentFile[] {
  const seen = new Set<string>()
  const files = described.map(({ name, artifact }): ComponentFile => {
    const mode = modeOf(config, name === undefined ? 'mode' : `artifact.${name}.mode`)
    const isMain = name === undefined
    if (isMain && type === 'bundle') return { isMain, mode, artifact }
    const fileName = name ?? single(config, keys.filename) ?? lastSegment(artifact)
    if (!isSafeName(fileName)) throw invalid(`"${fileName}" cannot be the name of a file`)
    if (seen.has(fileName)) throw invalid(`has two files named "${fileName}"`)
    seen.add(fileName)
    return { isMain, name: fileName, mode, artifact }
  })
  if (type === 'bundle' && files[0]?.name !== undefined) throw invalid('has no "source" of its bundle')
  return files
}

/** Of the first source; a name that cannot be used is refused later. */
function lastSegment({ sources: [source = ''], packed }: ArtifactDescription): string {
  const { pathname } = new URL(source)
  const name = decoded(pathname.slice(pathname.lastIndexOf('/') + 1))
  return packed === undefined ? name : name.replace(/\.(gz|xz|zst)$/, '')
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name // It cannot be used, either.
  }
}

function modeOf(config: KeyValue[], key: string): number {
  const text = single(config, [key])
  if (text === undefined) return readable
  if (!/^0?[0-7]{3}$/.test(text)) throw invalid(`"${key}" is no octal mode like 644 or 755`)
  return Number.parseInt(text, 8)
}

function copiesOf(config: KeyValue[]): CopyRule[] {
  const rules = allOf(config, keys.copy).map(parseCopyRule)
  const twice = rules.find(({ to }, index) => rules.some((other, at) => at < index && other.to === to))
  if (twice) throw invalid(`copies two files to ${twice.to}`)
  return rules
}

function mutableOf(config: KeyValue[]): string[] {
  const globs = allOf(config, keys.mutable)
  for (const glob of globs) {
    const problem = globProblem(glob)
    if (problem) throw invalid(`"mutable" ${glob} ${problem}`)
  }
  return globs
}

function choice<T>(config: KeyValue[], names: string[], choices: Record<string, T>, absent: T): T {
  const text = single(config, names)
  if (text === undefined) return absent
  const chosen = Object.hasOwn(choices, text) ? choices[text] : undefined
  if (chosen === undefined) throw invalid(`"${names[0]}" is one of ${Object.keys(choices).join(', ')}`)
  return chosen
}

function single(config: KeyValue[], names: string[]): string | undefined {
  const values = allOf(config, names)
  if (values.length > 1) throw invalid(`has "${names[0]}" more than once`)
  return values[0]
}

function allOf(config: KeyValue[], names: string[]): string[] {
  return config.filter(({ key }) => names.includes(key)).map(({ value = '' }) => value)
}

function invalid(problem: string): GodwitError {
  return new GodwitError('INVALID_COMPONENT', problem)
}
