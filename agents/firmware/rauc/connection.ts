/**
 * One connection to the D-Bus system bus, for the interface of RAUC's service.
 *
 * A connection lives as long as one question or one installation: an idle agent has none open, and one that the bus
 * has lost does not have to be found out.
 *
 * https://rauc.readthedocs.io/en/latest/reference.html (D-Bus API)
 */
import type { DBusError, Message, MessageBus } from 'dbus-native'

/** What RAUC says by itself. */
export type RaucEvent =
  | { type: 'progress'; percent: number; message: string }
  | { type: 'operation'; operation: string }
  /** An installation has ended; 0 is success. */
  | { type: 'completed'; result: number }
  /** RAUC, or the bus, is no longer there. */
  | { type: 'gone' }

export interface RaucConnection {
  /** Calls a method of RAUC; resolves with what it answers. Rejects with a RaucUnavailable or a RaucRefusal. */
  call(member: string, signature?: string, ...body: unknown[]): Promise<unknown>
  /** All properties of RAUC, by name. Rejects as `call`. */
  properties(): Promise<Record<string, unknown>>
  /** Hands on all that RAUC says from when the promise resolves. Rejects as `call`. */
  listen(listener: (event: RaucEvent) => void): Promise<void>
  close(): Promise<void>
}

/** RAUC's service, or the bus, did not answer: it is not running, or has ended meanwhile. */
export class RaucUnavailable extends Error {
  override readonly name: string = 'RaucUnavailable'
}

/** It was there, and has ended in the middle of an installation. */
export class RaucLost extends RaucUnavailable {
  override readonly name = 'RaucLost'
}

/** RAUC has answered with an error. Its message is RAUC's own. */
export class RaucRefusal extends Error {
  override readonly name = 'RaucRefusal'
}

const busName = 'org.freedesktop.DBus'
const raucName = 'de.pengutronix.rauc'
const raucInterface = 'de.pengutronix.rauc.Installer'
const propertiesInterface = 'org.freedesktop.DBus.Properties'

/** RAUC asks its boot loader's tools before it answers, and those may be slow. */
const answerTimeoutMs = 60_000

/** As the D-Bus specification has it, section "Well-known Message Bus Instances". */
const systemBus = 'unix:path=/run/dbus/system_bus_socket'

/** Opens a connection to the bus at this address, by default the system's. Problems show at the first call. */
export async function connectRauc(address?: string): Promise<RaucConnection> {
  const { default: dbus } = await import('dbus-native') // bundled, a CommonJS package has no other name to import
  const busAddress = address ?? process.env.DBUS_SYSTEM_BUS_ADDRESS ?? systemBus
  const bus = dbus.createClient({ busAddress, timeout: answerTimeoutMs, returnBigInt: false })
  bus.connection.on('error', () => {}) // calls that wait are told, and listeners by `close`
  return {
    call: (member, signature, ...body) => invoke(bus, raucInterface, member, signature, body),
    properties: async () =>
      (await invoke(bus, propertiesInterface, 'GetAll', 's', [raucInterface])) as Record<string, unknown>,
    listen: (listener) => listen(bus, listener),
    close: () => bus.close().catch(() => {}),
  }
}

async function invoke(
  bus: MessageBus,
  ofInterface: string,
  member: string,
  signature: string | undefined,
  body: unknown[],
): Promise<unknown> {
  const arguments_ = signature === undefined ? {} : { signature, body }
  try {
    return await bus.invoke({
      destination: raucName,
      path: '/',
      interface: ofInterface,
      member,
      ...arguments_,
    })
  } catch (error) {
    throw asRaucError(error as DBusError)
  }
}

/** Errors of the bus itself and of service activation; all others come from RAUC. */
const unavailable = [
  'ServiceUnknown',
  'NameHasNoOwner',
  'NoReply',
  'Timeout',
  'TimedOut',
  'Disconnected',
  'NoServer',
]

function asRaucError(error: DBusError): Error {
  const [, name = ''] = /^org\.freedesktop\.DBus\.Error\.(.+)$/.exec(error.dbusName ?? '') ?? []
  if (!unavailable.includes(name) && !name.startsWith('Spawn.')) {
    return new RaucRefusal(error.message, { cause: error })
  }
  const reason = error.cause instanceof Error ? error.cause.message : error.message
  return new RaucUnavailable(`RAUC does not answer on D-Bus: ${reason}`, { cause: error })
}

async function listen(bus: MessageBus, listener: (event: RaucEvent) => void): Promise<void> {
  bus.connection.on('message', (message) => {
    for (const event of eventsIn(message)) listener(event)
  })
  bus.connection.on('close', () => listener({ type: 'gone' }))
  const from = `type='signal',sender='${raucName}',path='/'`
  try {
    await bus.addMatch(`${from},interface='${raucInterface}',member='Completed'`)
    await bus.addMatch(`${from},interface='${propertiesInterface}',member='PropertiesChanged'`)
    await bus.addMatch(
      `type='signal',sender='${busName}',member='NameOwnerChanged',arg0='${raucName}',arg2=''`,
    )
  } catch (error) {
    throw asRaucError(error as DBusError)
  }
}

const signalType = 4

function eventsIn({ type, interface: ofInterface, member, body = [] }: Message): RaucEvent[] {
  if (type !== signalType) return []
  if (ofInterface === busName && member === 'NameOwnerChanged') return [{ type: 'gone' }]
  if (ofInterface === raucInterface && member === 'Completed') {
    return [{ type: 'completed', result: Number(body[0]) }]
  }
  if (member !== 'PropertiesChanged' || body[0] !== raucInterface) return []
  const { Progress, Operation } = body[1] as { Progress?: [number, string, number]; Operation?: string }
  return [
    ...(Progress ? [{ type: 'progress', percent: Progress[0], message: Progress[1] } as const] : []),
    ...(Operation !== undefined ? [{ type: 'operation', operation: Operation } as const] : []),
  ]
}
