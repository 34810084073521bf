/**
 * From a compose file to components of a desired state. Whatever comes out, the agent takes: its own parsers have read
 * it. What a component cannot say is reported with its place, and so is what compose itself would refuse.
 */
import type { DesiredComponent } from '../../../spec/index.ts'
import { GodwitError } from '../../../spec/index.ts'
import { readComponent } from '../component.ts'
import { assertFitTogether } from '../component-set.ts'
import { inDependencyOrder } from '../dependency-order.ts'
import { versionOfImage } from '../images.ts'
import { activationRules } from '../spec/activation-rules.ts'
import { containerSpec } from '../spec/container-spec.ts'
import { readVariables } from './env-file.ts'
import { interpolateTree, type Lookup } from './interpolate.ts'
import { type ComposeSource, type Entry, type Finding, leaveOutOthers, type Project } from './project.ts'
import { projectName } from './project-name.ts'
import { convertService } from './service.ts'
import { type ComposeMap, type ComposeNode, dig, entriesOf, type Place, textOf } from './tree.ts'
import { readYaml } from './yaml.ts'

export interface Conversion {
  components: DesiredComponent[]
  /** In the order of the file. */
  findings: Finding[]
}

/** Throws a ComposeError where the file is not valid at all. */
export function convertCompose(text: string, source: ComposeSource): Conversion {
  const findings = new Map<string, Finding>()
  const report: Project['report'] = (kind, { path, line }, problem) => {
    findings.set(JSON.stringify([kind, path, problem]), { kind, path, line, problem })
  }
  const lookup = variables(source)
  const onMissing = (name: string, node: ComposeNode) =>
    report('warning', node, `the variable ${name} is not set, and taken as empty`)
  const file = entriesOf(interpolateTree(readYaml(text), { lookup, onMissing }))
  const services = entriesOf(file.get('services'))
  if (services.size === 0) report('error', { path: 'services', line: 1 }, 'names no service')
  const project: Project = {
    ...{ source, lookup, report, services: new Set<string>() },
    name: projectName(file, source),
    declared: {
      networks: mapOf(file, 'networks'),
      volumes: mapOf(file, 'volumes'),
      secrets: mapOf(file, 'secrets'),
    },
  }
  leaveOutOfFile(file, project)
  const chosen = [...services].filter(([name, node]) => isChosen(name, node, project))
  const converted = chosen.map(([name, node]) => componentOf(name, node, project))
  const sorted = () => [...findings.values()].sort((one, other) => one.line - other.line)
  if (!sorted().some(({ kind }) => kind === 'error')) assertTaken(converted, project)
  return { components: converted.map(({ component }) => component), findings: sorted() }
}

/** The environment's, then those of `.env`. */
function variables({ environment, readFile }: ComposeSource): Lookup {
  const own: Lookup = (name) => environment[name]
  let text = ''
  try {
    text = readFile('.env')
  } catch {
    // There need not be any.
  }
  const further = readVariables(text, own)
  return (name) => own(name) ?? further.get(name)
}

const mapOf = (file: ComposeMap, key: string): ComposeMap => entriesOf(file.get(key))

/** Configs are named where they are used. */
const knownOfFile = ['version', 'name', 'services', 'networks', 'volumes', 'secrets', 'configs']

function leaveOutOfFile(file: ComposeMap, { declared, report }: Project): void {
  const leaveOut = (place: Place, problem: string) => report('left out', place, problem)
  leaveOutOthers(file, knownOfFile, leaveOut, {
    include: '`docker compose config` writes out what comes from elsewhere',
  })
  const plain = { networks: ['bridge', 'default'], volumes: ['local'] }
  for (const [kind, drivers] of Object.entries(plain) as ['networks' | 'volumes', string[]][]) {
    for (const node of declared[kind].values()) {
      const map = entriesOf(node)
      const driver = dig(map, 'driver')
      const isPlain = driver && drivers.includes(textOf(driver))
      leaveOutOthers(map, ['name', 'external', ...(isPlain ? ['driver'] : [])], leaveOut)
    }
  }
}

/** Whether compose itself would start it, when it is told no more than to go up. */
function isChosen(name: string, node: ComposeNode, { services, report }: Project): boolean {
  const body = entriesOf(node)
  const profiles = dig(body, 'profiles')
  if (profiles) {
    report('left out', profiles, `the service is for profiles; \`docker compose --profile … config\` chooses`)
    return false
  }
  services.add(name)
  return true
}

interface Converted {
  component: DesiredComponent
  place: Place
}

function componentOf(name: string, node: ComposeNode, project: Project): Converted {
  const body = entriesOf(node)
  const leaveOut = (place: Place, problem: string) => project.report('left out', place, problem)
  const entries = convertService(node, { name, body, project, leaveOut })
  const image = dig(body, 'image')
  if (!image) project.report('error', node, 'has no "image"')
  for (const one of entries) checkEntry(name, one, project)
  const config = entries.map(({ key, value }) => ({ key, value }))
  const version = image ? versionOfImage(textOf(image)) : 'n/a'
  return { component: { id: name, version: version === 'n/a' ? 'latest' : version, config }, place: node }
}

/** So that what the agent does not take is told with its line. */
function checkEntry(name: string, { key, value, place }: Entry, { report }: Project): void {
  refusing(report, place, () => {
    const image = { key: 'image', value: 'image' }
    containerSpec(name, '', key === 'image' ? [{ key, value }] : [image, { key, value }])
    activationRules([{ key, value }])
    return []
  })
}

/** Keys that contradict each other, ids that are none, ports that two ask for, and dependencies that go round. */
function assertTaken(converted: Converted[], { report }: Project): void {
  const artifacts = {
    describe(): never {
      throw new Error('no image of a compose file is an archive')
    },
  }
  const components = converted.flatMap(({ component, place }) =>
    refusing(report, place, () => [readComponent(component, artifacts)]),
  )
  if (components.length < converted.length) return
  refusing(report, { path: 'services', line: 1 }, () => {
    assertFitTogether(components)
    return inDependencyOrder(components)
  })
}

function refusing<T>(report: Project['report'], place: Place, check: () => T[]): T[] {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error
    report('error', place, error.message)
    return []
  }
}
