/** Streams of JSON lines, as engines tell progress and events in. */
import type { Readable } from 'node:stream'
import { splitLines } from '../../../platform/process/output.ts'

/** One object of the stream. */
export interface StreamEvent {
  status?: string
  stream?: string
  id?: string
  error?: string
  errorDetail?: { message?: string }
  progressDetail?: { current?: number; total?: number }
  Type?: string
  Action?: string
  Actor?: { ID?: string }
}

/**
 * Reads the stream to its end. A failure is told within it, while the answer's status is 200: rejects with it, and also
 * where the stream breaks off.
 */
export function readEvents(stream: Readable, onEvent: (event: StreamEvent) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined
    splitLines(stream, (line) => {
      const event = parsed(line)
      const problem = event?.error ?? event?.errorDetail?.message
      if (problem !== undefined) failure ??= new Error(problem)
      else if (event) onEvent(event)
    })
    stream.once('error', reject)
    stream.once('end', () => (failure ? reject(failure) : resolve()))
    stream.once('close', () => reject(failure ?? brokenOff()))
  })
}

function brokenOff(): Error {
  return Object.assign(new Error('the connection broke off'), { code: 'ECONNRESET' })
}

/** Nothing where the line is no object: it says nothing. */
function parsed(line: string): StreamEvent | undefined {
  try {
    const value = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const headerBytes = 8

/** The text of a log, where output and errors come in frames of their own. */
export function unframed(log: Buffer): string {
  const parts: Buffer[] = []
  let rest = log
  while (rest.length >= headerBytes) {
    const end = headerBytes + rest.readUInt32BE(4)
    parts.push(rest.subarray(headerBytes, end))
    rest = rest.subarray(end)
  }
  return Buffer.concat(parts).toString('utf8')
}
