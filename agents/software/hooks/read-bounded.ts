import { constants, open } from 'node:fs/promises'

/**
 * The last `limit` bytes of a regular file that somebody else may write to, as text: neither follows a link nor waits for
 * the writer of a pipe. What is no regular file counts as empty. Rejects where there is nothing of that name, or a link.
 */
export async function readEnd(file: string, limit: number): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const found = await handle.stat()
    if (!found.isFile()) return ''
    const position = Math.max(0, found.size - limit)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(limit, found.size)), { position })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
