import { type Entry, entry, leaveOutOthers, type Service } from './project.ts'
import { type ComposeNode, dig, entriesOf, textOf } from './tree.ts'

const options: Record<string, string> = {
  'max-file': 'logMaxFiles',
  'max-size': 'logMaxSize',
  mode: 'logMode',
  'max-buffer-size': 'logMaxBufferSize',
}

export function logEntries(node: ComposeNode, { leaveOut }: Service): Entry[] {
  const map = entriesOf(node)
  leaveOutOthers(map, ['driver', 'options'], leaveOut)
  const driver = dig(map, 'driver')
  const name = driver ? textOf(driver) : 'json-file'
  if (driver && name === 'none') return [entry('logDriver', name, driver)]
  if (name !== 'json-file') {
    leaveOut(node, `"${name}" is neither json-file nor none; json-file is used`)
    return []
  }
  const given = entriesOf(dig(map, 'options'))
  leaveOutOthers(given, Object.keys(options), leaveOut)
  return Object.entries(options).flatMap(([key, own]) => {
    const value = dig(given, key)
    return value ? [entry(own, textOf(value), value)] : []
  })
}
