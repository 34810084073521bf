import type { FileHandle } from 'node:fs/promises'

const chunkBytes = 262_144

/** Copies all that is in a file, whatever its position is, to the end of another; leaves both open, and syncs nothing. */
export async function copyContent(source: FileHandle, target: FileHandle): Promise<void> {
  const buffer = Buffer.alloc(chunkBytes)
  let position = 0
  for (;;) {
    const { bytesRead } = await source.read(buffer, { position })
    if (bytesRead === 0) return
    // Unlike `write`, it goes on after a short write.
    await target.writeFile(buffer.subarray(0, bytesRead))
    position += bytesRead
  }
}
