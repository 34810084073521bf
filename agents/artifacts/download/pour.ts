import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'

/**
 * Writes all of the source to the sink. Unlike a pipeline it loses nothing that has come when the source breaks off or
 * the signal aborts: that is written before the promise rejects. It rejects with the sink's error, else the source's.
 */
export async function pour(source: Readable, sink: Writable, signal: AbortSignal): Promise<void> {
  const written = finished(sink)
  const read = finished(source, { writable: false, signal })
  read.catch(() => {
    source.unpipe(sink)
    sink.end()
  })
  written.catch(() => source.destroy())
  source.pipe(sink)
  await written
  await read
}
