/**
 * A link with a long way and losses, for TCP that passes through: `node lossy-link.ts PORT SEED [RTT_MS] [LOSS]`.
 *
 * Real loss would need the kernel's network emulation, which is not everywhere. So each connection is paced as Reno
 * would pace it (RFC 5681): a window of segments each round trip, doubled in slow start, plus one in congestion
 * avoidance, halved in a round trip in which one was lost. Each segment is lost with the same probability, from a seed.
 * What this leaves out: the repair itself, time-outs at the smallest windows, and what connections do to one another.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '../support/seeded-random.ts'

const [port = '', seed = '1', roundTrip = '100', loss = '0.01'] = process.argv.slice(2)
const roundTripMs = Number(roundTrip)
const lossRate = Number(loss)
/** Bytes of a segment on Ethernet. */
const segment = 1448
const firstWindow = 10
const smallestWindow = 2

const random = seededRandom(Number(seed))

function nextWindow(window: number, threshold: number): { window: number; threshold: number } {
  const isLossy = Array.from({ length: Math.floor(window) }, random).some((chance) => chance < lossRate)
  if (isLossy) {
    const half = Math.max(smallestWindow, window / 2)
    return { window: half, threshold: half }
  }
  return { window: window < threshold ? window * 2 : window + 1, threshold }
}

/** From the server to the client: a window a round trip. */
async function paced(from: Socket, to: Socket): Promise<void> {
  let state = { window: firstWindow, threshold: Number.POSITIVE_INFINITY }
  for (;;) {
    const bytes = Math.floor(state.window) * segment
    const chunk = await take(from, bytes)
    if (!chunk) break
    await pause(roundTripMs)
    if (to.destroyed) break
    to.write(chunk)
    // An idle connection does not grow its window.
    if (chunk.length === bytes) state = nextWindow(state.window, state.threshold)
  }
  to.end()
}

/** So many bytes, or what there is when the way is quiet or ends; undefined after the end. */
async function take(from: Socket, bytes: number): Promise<Buffer | undefined> {
  while (!from.destroyed) {
    const available = Math.min(bytes, from.readableLength)
    const chunk = available > 0 ? (from.read(available) as Buffer | null) : from.read()
    if (chunk) return chunk
    if (from.readableEnded) return undefined
    await Promise.race([once(from, 'readable'), once(from, 'end'), once(from, 'close')])
  }
  return undefined
}

const server = createServer(async (client) => {
  const upstream = connect(Number(port), '127.0.0.1')
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
  // The handshake takes a round trip; so does the request with its answer, half of it this way.
  await pause(roundTripMs)
  client.on('data', (chunk) => void pause(roundTripMs / 2).then(() => upstream.write(chunk)))
  client.on('end', () => upstream.end())
  await paced(upstream, client)
})
server.listen(0, '127.0.0.1', () => console.log(`link ${(server.address() as AddressInfo).port}`))
process.once('SIGTERM', () => process.exit(0))
