/** What a program writes, in bounded memory. */
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** A longer line is handed on in pieces. */
const longestLine = 16_384

/** Hands on each line of a stream, without its line end; also an unfinished last one. */
export function splitLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line.replace(/\r$/, ''))
    while (rest.length > longestLine) {
      onLine(rest.slice(0, longestLine))
      rest = rest.slice(longestLine)
    }
  })
  stream.on('end', () => {
    rest += decoder.end()
    if (rest !== '') onLine(rest)
  })
}

/** Keeps the last `limit` bytes of what is added. */
export function keepTail(limit: number) {
  let kept: Buffer = Buffer.alloc(0)
  return {
    add(chunk: Buffer): void {
      kept = Buffer.from(Buffer.concat([kept, chunk]).subarray(-limit))
    },
    /** As text; a character that is cut in two at the beginning is left out. */
    text: () => kept.toString('utf8').replace(/^\uFFFD+/, ''),
  }
}
