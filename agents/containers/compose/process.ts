/** What runs in the container: command, environment, labels. */

import { readVariables } from './env-file.ts'
import { type Entry, entry, type Project, type Service } from './project.ts'
import {
  at,
  ComposeError,
  type ComposeNode,
  dig,
  entriesOf,
  flagOf,
  isBlank,
  itemsOf,
  pairsOf,
  textOf,
} from './tree.ts'
import { joinWords, splitWords } from './words.ts'

/** A command line, or its words, as entries of `key`. */
export const wordsAs =
  (key: string) =>
  (node: ComposeNode, { leaveOut }: Service): Entry[] => {
    const words = node.kind === 'text' ? at(node, () => splitWords(node.text)) : itemsOf(node).map(textOf)
    if (words.length > 0) return words.map((word) => entry(key, word, node))
    leaveOut(node, "the image's own cannot be taken away")
    return []
  }

/** Of files first, then what the service itself says. */
export function environmentEntries({ body, project }: Service): Entry[] {
  const found = new Map<string, Entry>()
  const add = (name: string, value: string | undefined, place: ComposeNode | Entry['place']) => {
    const text = value === undefined ? name : `${name}=${value}`
    found.set(name, entry('env', text, place))
  }
  const files = dig(body, 'env_file')
  for (const file of files ? itemsOf(files.kind === 'map' ? asList(files) : files) : []) {
    for (const [name, value] of variablesOf(file, project)) add(name, value, file)
  }
  const own = dig(body, 'environment')
  for (const { name, value, place } of own ? pairsOf(own) : []) {
    const taken = value === undefined ? project.lookup(name) : undefined
    if (taken !== undefined) {
      project.report('warning', place, `the value of ${name} in this environment is in the desired state`)
    }
    add(name, value ?? taken, place)
  }
  return [...found.values()]
}

const asList = (node: ComposeNode): ComposeNode => ({ ...node, kind: 'list', items: [node] })

function variablesOf(node: ComposeNode, project: Project): Map<string, string | undefined> {
  const isMap = node.kind === 'map'
  const required = isMap ? dig(node.entries, 'required') : undefined
  const file = textOf((isMap && node.entries.get('path')) || node)
  let text: string
  try {
    text = project.source.readFile(file)
  } catch {
    if (required && !flagOf(required)) return new Map()
    throw new ComposeError(node, `cannot read ${file}`)
  }
  project.report('warning', node, `the values of ${file} are in the desired state`)
  return at(node, () => readVariables(text, project.lookup))
}

export function labelEntries(node: ComposeNode): Entry[] {
  return pairsOf(node).map(({ name, value = '', place }) => entry('label', `${name}=${value}`, place))
}

const times = {
  interval: 'healthInterval',
  timeout: 'healthTimeout',
  retries: 'healthRetries',
  start_period: 'healthStartPeriod',
}

export function healthEntries(node: ComposeNode, service: Service): Entry[] {
  const map = entriesOf(node)
  const disable = dig(map, 'disable')
  if (disable && flagOf(disable)) return [entry('healthCmd', 'none', disable)]
  for (const [key, value] of map) {
    const isKnown = key in times || key === 'test' || key === 'disable' || isBlank(value)
    if (!isKnown) service.leaveOut(value, 'a component has no key for it')
  }
  const test = dig(map, 'test')
  const command = test ? healthCommand(test, service) : []
  if (command[0]?.value === 'none') return command
  const found = Object.entries(times).flatMap(([key, name]) => {
    const value = dig(map, key)
    return value ? [entry(name, textOf(value), value)] : []
  })
  return [...command, ...found]
}

function healthCommand(node: ComposeNode, { project }: Service): Entry[] {
  if (node.kind === 'text') return [entry('healthCmd', node.text, node)]
  const [kind, ...words] = itemsOf(node).map(textOf)
  if (kind === 'NONE') return [entry('healthCmd', 'none', node)]
  if (kind === 'CMD-SHELL') return [entry('healthCmd', words.join(' '), node)]
  if (kind !== 'CMD') throw new ComposeError(node, 'must begin with NONE, CMD or CMD-SHELL')
  project.report('warning', node, 'is run by a shell, /bin/sh, which the image has to have')
  return [entry('healthCmd', joinWords(words), node)]
}

export function dependencyEntries(node: ComposeNode, { project, leaveOut }: Service): Entry[] {
  const named =
    node.kind === 'map'
      ? [...node.entries]
      : itemsOf(node).map((item): [string, ComposeNode] => [textOf(item), item])
  return named.flatMap(([name, place]) => {
    if (!project.services.has(name)) {
      leaveOut(place, `"${name}" is no component`)
      return []
    }
    const options = place.kind === 'map' ? place.entries : undefined
    const condition = options && dig(options, 'condition')
    const restart = options && dig(options, 'restart')
    if (condition && textOf(condition) === 'service_completed_successfully') {
      leaveOut(condition, 'it counts once that runs, or has ended with exit code 0')
    }
    if (restart && flagOf(restart)) leaveOut(restart, 'nothing is restarted because of another')
    return [entry('dependsOn', name, place)]
  })
}
