/**
 * The artifact server of the quickstart: a folder over HTTP on loopback, slow enough to watch, that keeps count.
 *
 *   node artifact-server.ts FOLDER
 *
 * Prints its port. Beside each file NAME stand, as files that a shell can read and write:
 * - NAME.served: how many bytes were sent in how many requests, in words.
 * - NAME.hold: a byte offset. The next request that comes there gets no more bytes, as in a network that stalls; the
 *   file is then gone, so that the request after it gets everything.
 */
import { createReadStream } from 'node:fs'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: artifact-server.ts FOLDER')

const bytesPerSecond = 8 * 1024 * 1024
const chunkSize = 64 * 1024
const served = new Map<string, { bytes: number; requests: number }>()

const server = createServer((request, response) => {
  answer(request, response).catch((error: Error) => response.destroy(error))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = path.join(folder as string, path.basename(request.url ?? ''))
  const { size, mtimeMs } = await stat(file).catch(() => ({ size: -1, mtimeMs: 0 }))
  if (size < 0) {
    response.writeHead(404).end()
    return
  }
  const start = firstByte(request.headers.range)
  response.writeHead(start > 0 ? 206 : 200, {
    'accept-ranges': 'bytes',
    'content-length': size - start,
    etag: `"${size}-${mtimeMs}"`,
    ...(start > 0 && { 'content-range': `bytes ${start}-${size - 1}/${size}` }),
  })
  await send(file, start, response)
}

/** The only kind of range that a resumed download asks for: `bytes=START-`. */
function firstByte(range: string | undefined): number {
  return Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0)
}

async function send(file: string, start: number, response: ServerResponse): Promise<void> {
  const count = served.get(file) ?? { bytes: 0, requests: 0 }
  served.set(file, count)
  count.requests += 1
  const hold = await takeHold(file)
  const end = hold === undefined ? undefined : hold - 1
  for await (const chunk of createReadStream(file, { start, end, highWaterMark: chunkSize })) {
    if (response.destroyed) break
    response.write(chunk)
    count.bytes += chunk.length
    await writeFile(`${file}.served`, `${count.bytes} bytes in ${count.requests} requests\n`)
    await pause((1000 * chunk.length) / bytesPerSecond)
  }
  if (hold === undefined) response.end()
}

async function takeHold(file: string): Promise<number | undefined> {
  const text = await readFile(`${file}.hold`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  await rm(`${file}.hold`)
  return Number(text)
}
