import { stat, statfs } from 'node:fs/promises'
import path from 'node:path'

/** The file systems of the device. */
export interface Disk {
  /** Bytes that a process without privileges can still write to the file system of that file or folder, which must exist. */
  freeBytes(path: string): Promise<number>
  /** Names the file system of that path, or where nothing is there yet, of the folder that it would be made in. */
  fileSystemOf(path: string): Promise<FileSystem>
}

export interface FileSystem {
  /** The same for all that is in one file system. */
  id: string
  /** Something that exists in it. */
  path: string
}

export const systemDisk: Disk = { freeBytes, fileSystemOf }

/** Bytes that a process without privileges can still write to the file system of that file or folder, which must exist. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}

async function fileSystemOf(file: string): Promise<FileSystem> {
  try {
    const { dev } = await stat(file)
    return { id: String(dev), path: file }
  } catch (error) {
    const parent = path.dirname(file)
    const isMissing = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
    if (!isMissing || parent === file) throw error
    return fileSystemOf(parent)
  }
}
