import { freeBytes } from '../../../platform/disk.ts'
import { asGodwitError, GodwitError } from '../../../spec/index.ts'

/** Rejects with DISK_FULL where the file system of that folder cannot take so many bytes more. */
export async function assertFree(folder: string, bytes: number): Promise<void> {
  if (bytes <= 0) return
  const free = await freeBytes(folder)
  if (bytes <= free) return
  throw new GodwitError('DISK_FULL', `${bytes} bytes are needed in ${folder}, and ${free} are free`)
}

/** What a failed write means: DISK_FULL where there was no space, or no quota, left. */
export function writeError(error: unknown): GodwitError {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof GodwitError || code === undefined) return asGodwitError(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new GodwitError('DISK_FULL', 'the disk became full while an artifact was written', {
      cause: error,
    })
  }
  return new GodwitError('INTERNAL', `an artifact cannot be written: ${code}`, { cause: error })
}
