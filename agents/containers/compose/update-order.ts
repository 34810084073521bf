/** Which comes first when a service is updated: the end of the old container, or the start of the new one. */
import { isFixed, port } from '../spec/ports.ts'
import { portEntries } from './ports.ts'
import { type Entry, entry, leaveOutOthers, type Service } from './project.ts'
import { ComposeError, dig, entriesOf, textOf } from './tree.ts'

const orders = ['stop-first', 'start-first']

/** `start-first` is `hand-over`, unless old and new could not run at the same time. */
export function updateOrderEntries(service: Service): Entry[] {
  const { body, leaveOut } = service
  const update = entriesOf(dig(body, 'deploy', 'update_config'))
  const failure = dig(update, 'failure_action')
  // That is what Godwit does.
  const isRollback = failure !== undefined && textOf(failure) === 'rollback'
  leaveOutOthers(update, ['order', ...(isRollback ? ['failure_action'] : [])], leaveOut)
  const order = dig(update, 'order')
  if (!order) return []
  if (!orders.includes(textOf(order))) throw new ComposeError(order, `is none of ${orders.join(', ')}`)
  if (textOf(order) === 'stop-first') return []
  const why = obstacle(service)
  if (why === undefined) return [entry('strategy', 'hand-over', order)]
  leaveOut(order, `the old container ends before the new one starts: ${why}`)
  return []
}

function obstacle(service: Service): string | undefined {
  const network = dig(service.body, 'network_mode')
  if (network && textOf(network) === 'host')
    return "in the device's own network both would take the same ports"
  const ports = dig(service.body, 'ports')
  const fixed = (ports ? portEntries(ports, service) : []).find(takesFixedPort)
  return fixed && `both cannot have ${fixed.value}; a range of ports, or none of the device, would do`
}

function takesFixedPort({ value }: Entry): boolean {
  try {
    return isFixed(port(value))
  } catch {
    // What is no port is told of where ports are read.
    return false
  }
}
