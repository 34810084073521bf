/**
 * Bytes of a file or block device, overwritten where they are.
 *
 * A boot loader finds its environment by place, not by name, and may write there itself: a file that is renamed over it,
 * or emptied first, would be lost on the loader or after a power cut.
 */
import { type FileHandle, open } from 'node:fs/promises'

/** Up to that many bytes from the offset; fewer where there are fewer. */
export function readAt(file: string, offset: number, length: number): Promise<Buffer> {
  return withFile(file, 'r', async (handle) => {
    const bytes = Buffer.alloc(length)
    let done = 0
    while (done < length) {
      const { bytesRead } = await handle.read(bytes, done, length - done, offset + done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return bytes.subarray(0, done)
  })
}

/** Overwrites in one write, and resolves when the bytes are on the disk. The file must exist. May be repeated. */
export function overwriteAt(file: string, offset: number, bytes: Uint8Array): Promise<void> {
  return withFile(file, 'r+', async (handle) => {
    const { bytesWritten } = await handle.write(bytes, 0, bytes.length, offset)
    if (bytesWritten < bytes.length)
      throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written`)
    await handle.datasync()
  })
}

async function withFile<Answer>(file: string, flags: string, use: (handle: FileHandle) => Promise<Answer>) {
  const handle = await open(file, flags)
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}
