/**
 * Largest message that is looked at, in bytes: a desired state of some thousand components. JSON made to hurt
 * takes 40 times its size in memory, and a device must survive it.
 */
export const maxMessageBytes = 2 * 1024 * 1024

export type Parsed = { value: unknown } | { problem: string }

/**
 * Parses a message. Bytes that are no UTF-8 become replacement characters, as the peers in the field do it.
 * The problem names the place but never quotes the text: it may hold a secret.
 */
export function parseJson(bytes: Uint8Array): Parsed {
  if (bytes.byteLength > maxMessageBytes) {
    return { problem: `is too large: ${bytes.byteLength} bytes, at most ${maxMessageBytes} are allowed` }
  }
  if (bytes.byteLength === 0) return { problem: 'is empty' }
  try {
    return { value: JSON.parse(new TextDecoder().decode(bytes)) }
  } catch (error) {
    const place = /at position \d+/.exec(error instanceof Error ? error.message : '')
    return { problem: place ? `is not valid JSON ${place[0]}` : 'is not valid JSON' }
  }
}
