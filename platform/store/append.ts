import { open } from 'node:fs/promises'
import path from 'node:path'
import { makeFolder, syncFolder } from './durable-file.ts'
import { StoreError } from './errors.ts'

/**
 * Appends text to a file; resolves when it is on the disk. Makes the file and its folder where they are missing.
 * Throws a StoreError; the file is then as it was before, as far as the disk lets it.
 */
export async function appendDurably(file: string, text: string): Promise<void> {
  try {
    const folder = path.dirname(file)
    await makeFolder(folder)
    const handle = await open(file, 'a', 0o600)
    try {
      const { size } = await handle.stat()
      try {
        // Unlike `write`, `appendFile` goes on after a short write.
        await handle.appendFile(text)
        await handle.datasync()
      } catch (error) {
        await handle.truncate(size).catch(() => {})
        throw error
      }
      if (size === 0) await syncFolder(folder)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw new StoreError(file, error as NodeJS.ErrnoException)
  }
}
