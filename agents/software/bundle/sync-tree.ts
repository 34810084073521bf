import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { syncFile, syncFolder } from '../../../platform/store/durable-file.ts'

/** Files synced at once. */
const batch = 16

/** Resolves when all files below the folder, and all their names, are on the disk. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => path.join(folder, name))
  for (let start = 0; start < files.length; start += batch) {
    await Promise.all(files.slice(start, start + batch).map(syncFile))
  }
  for (const entry of entries) {
    if (entry.isDirectory()) await syncTree(path.join(folder, entry.name))
  }
  await syncFolder(folder)
}
