import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readEvents, type StreamEvent, unframed } from '../../../../agents/containers/engine/event-stream.ts'

async function read(...chunks: (string | Buffer)[]): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  const stream = Readable.from(
    chunks.map((chunk) => Buffer.from(chunk)),
    { objectMode: false },
  )
  await readEvents(stream, (event) => events.push(event))
  return events
}

test('events come one a line, wherever the stream is cut', async () => {
  const text = Buffer.from('{"status":"größer"}\n{"status":"two"}')
  for (let cut = 1; cut < text.length; cut += 1) {
    const events = await read(text.subarray(0, cut), text.subarray(cut))
    expect(events.map(({ status }) => status)).toEqual(['größer', 'two'])
  }
})

test('a failure within the stream is a failure, though the stream ends well', async () => {
  await expect(read('{"status":"Pulling"}\n{"error":"no such blob"}\n')).rejects.toThrow('no such blob')
  await expect(read('{"errorDetail":{"message":"denied"}}\n{"status":"Done"}\n')).rejects.toThrow('denied')
})

test('what is no event says nothing', async () => {
  expect(await read('half a li\n\n[1\n"text"\nnull\n{"status":"one"}\n')).toEqual([{ status: 'one' }])
})

test('a stream that breaks off has failed', async () => {
  const stream = new Readable({ read() {} })
  const reading = readEvents(stream, () => {})
  stream.push('{"status":"one"}\n')
  stream.destroy()
  await expect(reading).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('a log is put together from its frames', () => {
  const frame = (stream: number, text: string) => {
    const header = Buffer.alloc(8)
    header.writeUInt8(stream, 0)
    header.writeUInt32BE(Buffer.byteLength(text), 4)
    return Buffer.concat([header, Buffer.from(text)])
  }
  expect(unframed(Buffer.concat([frame(1, 'out\n'), frame(2, 'err\n')]))).toBe('out\nerr\n')
})
