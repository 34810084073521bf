/** A plain MQTT client that sees and remembers everything: what a backend, an agent or an eavesdropper sees. */
import { Socket } from 'node:net'
import { connectAsync, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import type { Scope } from './scope.ts'
import { newChanges, waitUntil } from './waiting.ts'

export interface Recorded {
  /** Place among all messages that this client has received. */
  index: number
  topic: string
  text: string
  /** Parsed; undefined where it is no JSON. */
  json: WireMessage | undefined
  qos: number
  /** Replayed by the broker because it was retained. */
  retain: boolean
  receivedAt: number
}

/** A message as it is on the wire: nothing is certain, so that tests look at it and not at what it was meant to be. */
export interface WireMessage {
  activityId?: string
  timestamp?: number
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is being tested
  payload?: any
}

export interface WireClient {
  /** Everything so far, in order of arrival. */
  readonly messages: Recorded[]
  /** Publishes an envelope. `timestamp` is now. */
  publish(topic: string, activityId: string, payload: unknown, options?: { retain?: boolean }): Promise<void>
  /** Publishes any bytes. */
  publishRaw(
    topic: string,
    text: string | Buffer,
    options?: { retain?: boolean; qos?: 0 | 1 | 2 },
  ): Promise<void>
  on(topic: string): Recorded[]
  /** The first message, of all so far or to come, that matches. `what` names it in a failure. */
  waitFor(what: string, matches: (message: Recorded) => boolean, timeoutMs?: number): Promise<Recorded>
  /** The same with a question over all messages. */
  waitUntil<T>(what: string, probe: (messages: Recorded[]) => T | undefined, timeoutMs?: number): Promise<T>
  /** Resolves when everything that was published to the broker before has been received. */
  settle(): Promise<void>
  onMessage(listener: (message: Recorded) => void): void
  /** Whatever is waited for will not come, for this reason: all waits, also later ones, reject. */
  giveUp(reason: Error): void
  close(): Promise<void>
}

export interface WireClientOptions {
  /** What to subscribe to; by default everything. */
  filters?: string[]
  connection?: IClientOptions
}

export async function connectWire(
  scope: Scope,
  url: string,
  options: WireClientOptions = {},
): Promise<WireClient> {
  const client = await connectAsync(url, {
    reconnectPeriod: 50,
    clean: true,
    protocolVersion: 4,
    ...options.connection,
  })
  const messages: Recorded[] = []
  const byTopic = new Map<string, Recorded[]>()
  let hopeless: Error | undefined
  const changes = newChanges()
  const listeners: ((message: Recorded) => void)[] = []
  sendAtOnce(client)
  client.on('connect', () => sendAtOnce(client))
  client.on('message', (topic, payload, packet) => {
    const message = record(messages.length, topic, payload, packet)
    messages.push(message)
    const known = byTopic.get(topic)
    if (known) known.push(message)
    else byTopic.set(topic, [message])
    for (const listener of listeners) listener(message)
    changes.notify()
  })
  client.on('error', () => {}) // it reconnects
  await client.subscribeAsync(options.filters ?? ['#'], { qos: 2 })
  const close = () => client.endAsync(true)
  scope.defer(close)
  const wire: WireClient = {
    messages,
    publish: async (topic, activityId, payload, publishOptions) =>
      wire.publishRaw(topic, JSON.stringify({ activityId, timestamp: Date.now(), payload }), publishOptions),
    async publishRaw(topic, text, { retain = false, qos = 1 } = {}) {
      await client.publishAsync(topic, text, { qos, retain })
    },
    on: (topic) => byTopic.get(topic) ?? [],
    waitFor: (what, matches, timeoutMs) => wire.waitUntil(what, () => messages.find(matches), timeoutMs),
    waitUntil: (what, probe, timeoutMs) =>
      waitUntil(
        () => {
          const found = probe(messages)
          if (found === undefined && hopeless) throw hopeless
          return found
        },
        changes.listen,
        () => `no ${what}; received:\n${dump(messages)}`,
        timeoutMs,
      ),
    async settle() {
      const marker = `settle/${Math.random()}`
      await client.subscribeAsync(marker, { qos: 1 })
      await client.publishAsync(marker, '', { qos: 1 })
      await wire.waitFor('marker', ({ topic }) => topic === marker)
    },
    onMessage: (listener) => {
      listeners.push(listener)
    },
    giveUp(reason) {
      hopeless = reason
      changes.notify()
    },
    close: async () => {
      await close()
    },
  }
  return wire
}

function sendAtOnce({ stream }: MqttClient): void {
  if (stream instanceof Socket) stream.setNoDelay(true)
}

function record(index: number, topic: string, payload: Buffer, packet: IPublishPacket): Recorded {
  const text = payload.toString()
  return {
    index,
    topic,
    text,
    json: parse(text),
    qos: packet.qos,
    retain: packet.retain,
    receivedAt: Date.now(),
  }
}

function parse(text: string): WireMessage | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The last messages, one a line, short enough to read in a failed test. */
function dump(messages: Recorded[], last = 40): string {
  return messages
    .slice(-last)
    .map(({ topic, text }) => `  ${topic} ${text.length > 400 ? `${text.slice(0, 400)}…` : text}`)
    .join('\n')
}
