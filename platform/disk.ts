import { statfs } from 'node:fs/promises'

/** Bytes that a process without privileges can still write to the file system of that file or folder, which must exist. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}
