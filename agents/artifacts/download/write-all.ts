import type { FileHandle } from 'node:fs/promises'

/** Writes all of it, also after a short write, which is how a full disk shows first. Rejects with the system's error. */
export async function writeAll(handle: FileHandle, chunks: Buffer[], position: number): Promise<void> {
  let left = chunks
  let at = position
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left, at)
    at += bytesWritten
    left = without(left, bytesWritten)
  }
}

/** The chunks without their first bytes. */
export function without(chunks: Buffer[], bytes: number): Buffer[] {
  let skip = bytes
  return chunks.flatMap((chunk) => {
    const rest = chunk.subarray(skip)
    skip = Math.max(0, skip - chunk.length)
    return rest.length > 0 ? [rest] : []
  })
}

/** The first bytes of the chunks. */
export function firstOf(chunks: Buffer[], bytes: number): Buffer[] {
  let left = bytes
  return chunks.flatMap((chunk) => {
    const piece = chunk.subarray(0, left)
    left -= piece.length
    return piece.length > 0 ? [piece] : []
  })
}
