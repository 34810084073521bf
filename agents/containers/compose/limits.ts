/** What a container may take, and when it is restarted; a service says it itself, or in `deploy`. */
import { type Entry, entry, leaveOutOthers, type Service } from './project.ts'
import { ComposeError, type ComposeMap, type ComposeNode, dig, entriesOf, textOf } from './tree.ts'

/** Key of the component, key of the service, and place in `deploy.resources`. */
const limits: [key: string, own: string, resource?: string[]][] = [
  ['memory', 'mem_limit', ['limits', 'memory']],
  ['memoryReservation', 'mem_reservation', ['reservations', 'memory']],
  ['memorySwap', 'memswap_limit'],
  ['cpus', 'cpus', ['limits', 'cpus']],
  ['pidsLimit', 'pids_limit', ['limits', 'pids']],
]

export const limitKeys = [...limits.map(([, own]) => own), 'restart', 'deploy']

export function limitEntries({ body, leaveOut }: Service): Entry[] {
  const found = limits.flatMap(([key, own, resource]) => {
    const node = dig(body, own) ?? (resource && dig(body, 'deploy', 'resources', ...resource))
    // Nought is no limit, and for processes so is -1.
    const isNone = node && (Number(textOf(node)) === 0 || (key === 'pidsLimit' && textOf(node) === '-1'))
    return node && !isNone ? [entry(key, textOf(node), node)] : []
  })
  leaveOutDeploy(body, leaveOut)
  return found
}

const oneContainer = 'a component is one container'

function leaveOutDeploy(body: ComposeMap, leaveOut: Service['leaveOut']): void {
  const deploy = mapAt(body, 'deploy')
  const replicas = dig(deploy, 'replicas')
  if (replicas && textOf(replicas) !== '1') leaveOut(replicas, oneContainer)
  leaveOutOthers(deploy, ['replicas', 'resources', 'restart_policy', 'update_config'], leaveOut)
  const resources = mapAt(deploy, 'resources')
  leaveOutOthers(resources, ['limits', 'reservations'], leaveOut)
  leaveOutOthers(mapAt(resources, 'limits'), ['memory', 'cpus', 'pids'], leaveOut)
  leaveOutOthers(mapAt(resources, 'reservations'), ['memory'], leaveOut)
  if (!dig(body, 'restart')) {
    leaveOutOthers(mapAt(deploy, 'restart_policy'), ['condition', 'max_attempts'], leaveOut)
  }
}

function mapAt(map: ComposeMap, key: string): ComposeMap {
  return entriesOf(dig(map, key))
}

const conditions: Record<string, string> = { none: 'no', 'on-failure': 'on-failure', any: 'always' }

/** Without a word of it, compose restarts nothing, while a component is always restarted. */
export function restartEntries({ body }: Service, place: ComposeNode): Entry[] {
  const restart = dig(body, 'restart')
  if (restart) {
    // In YAML of old, an unquoted `no` means false.
    const [policy = '', retries] = textOf(restart).split(':')
    return policyEntries(policy === 'false' ? 'no' : policy, retries, restart)
  }
  const deployed = dig(body, 'deploy', 'restart_policy')
  if (!deployed) return [entry('restartPolicy', 'no', place)]
  const map = entriesOf(deployed)
  const condition = dig(map, 'condition')
  const policy = conditions[condition ? textOf(condition) : 'any']
  if (!policy) throw new ComposeError(condition ?? deployed, 'is none of none, on-failure, any')
  const attempts = policy === 'on-failure' ? dig(map, 'max_attempts') : undefined
  return policyEntries(policy, attempts && textOf(attempts), deployed)
}

function policyEntries(policy: string, retries: string | undefined, node: ComposeNode): Entry[] {
  const first = entry('restartPolicy', policy, node)
  return retries === undefined ? [first] : [first, entry('restartMaxRetries', retries, node)]
}
