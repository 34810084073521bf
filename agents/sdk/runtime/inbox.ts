/**
 * What comes in over the wire, as events. A handler is done when what the message means is durable; the work happens
 * elsewhere. What cannot be read is answered where there is somebody to tell, and logged in any case.
 */
import type { Bus } from '../../../platform/bus/bus.ts'
import type { Log } from '../../../platform/log.ts'
import {
  type Command,
  commands,
  decode,
  GodwitError,
  pauseCommand,
  type Topics,
  type Undecodable,
} from '../../../spec/index.ts'
import type { Event } from '../operation/events.ts'
import { problemOf } from './problems.ts'

export interface InboxPorts {
  bus: Bus
  log: Log
  dispatch(event: Event): Promise<void>
  /** Somebody asks for the current state, verified or as it is known. */
  onCurrentStateGet(activityId: string, verify: boolean): void
}

export function openInbox(domain: string, topics: Topics, ports: InboxPorts): void {
  const { bus, log, dispatch } = ports
  const reject = (activityId: string | undefined, path: string, problem: string) => {
    log.warn({ activityId, path, problem }, 'a desired state cannot be taken')
    if (!activityId) return
    const error = new GodwitError('INVALID_MESSAGE', `${path}: ${problem}`)
    return dispatch({ type: 'rejected', activityId, problem: problemOf(error, domain, 'IDENTIFY') })
  }
  const ignore = ({ path, problem }: Undecodable) => log.warn({ path, problem }, 'a message cannot be read')

  bus.subscribe(topics.desiredState, ({ payload }) => {
    const decoded = decode('desiredState', payload)
    if (!decoded.ok) return reject(decoded.activityId, decoded.path, decoded.problem)
    const { activityId, payload: document } = decoded.message
    if (activityId === '') return reject(activityId, 'activityId', 'is empty')
    // Of a domain that is named twice, the last one counts.
    const desired = document.domains?.findLast(({ id }) => id === domain)
    if (!desired) return reject(activityId, 'payload.domains', `does not name "${domain}"`)
    return dispatch({ type: 'desiredState', activityId, document, desired })
  })
  bus.subscribe(topics.command, ({ payload }) => {
    const decoded = decode('command', payload)
    if (!decoded.ok) return ignore(decoded)
    const { activityId, payload: asked } = decoded.message
    if (!isCommand(asked.command)) return log.warn({ activityId, ...asked }, 'an unknown command is ignored')
    return dispatch({ ...asked, type: 'command', activityId, command: asked.command })
  })
  bus.subscribe(topics.currentStateGet, ({ payload }) => {
    const decoded = decode('empty', payload)
    if (!decoded.ok) return ignore(decoded)
    ports.onCurrentStateGet(decoded.message.activityId, decoded.message.payload !== null)
  })
}

function isCommand(word: string): word is Command | typeof pauseCommand {
  return word === pauseCommand || (commands as readonly string[]).includes(word)
}
