import { type Entry, engineName, entry, leaveOutOthers, type Service } from './project.ts'
import { type ComposeNode, dig, itemsOf, type Place, pairsOf, textOf } from './tree.ts'

/** Without a word of it, a service is in the project's network. */
export function networkEntries(service: Service, place: Place): Entry[] {
  const mode = dig(service.body, 'network_mode')
  if (mode) return modeEntries(mode, service)
  const node = dig(service.body, 'networks')
  if (!node) return [entry('network', engineName('networks', 'default', service.project, place), place)]
  const named: [string, ComposeNode][] =
    node.kind === 'map' ? [...node.entries] : itemsOf(node).map((item) => [textOf(item), item])
  return named.map(([name, item]) => {
    if (item.kind === 'map') leaveOutOthers(item.entries, [], service.leaveOut, reasons(service.name))
    return entry('network', engineName('networks', name, service.project, item), item)
  })
}

const reasons = (name: string) => ({ aliases: `in its networks it is known as ${name}` })

function modeEntries(node: ComposeNode, { leaveOut }: Service): Entry[] {
  const mode = textOf(node)
  if (['host', 'none', 'bridge'].includes(mode)) return [entry('network', mode, node)]
  leaveOut(node, 'is none of host, none and bridge')
  return []
}

export function hostEntries(node: ComposeNode): Entry[] {
  const lists =
    node.kind === 'map'
      ? [...node.entries].flatMap(([name, value]) =>
          itemsOf(value).map((item) => ({ name, value: textOf(item), place: item })),
        )
      : pairsOf(node, /[=:]/)
  return lists.map(({ name, value = '', place }) =>
    entry('host', `${name}:${value === 'host-gateway' ? 'host_ip' : value}`, place),
  )
}
