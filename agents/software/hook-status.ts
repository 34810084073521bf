/** The file in which a hook says how far it is: lines `progress=PERCENT` and `message=TEXT`, of which the last count. */
import { watch } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

export interface HookStatus {
  progress?: number
  message?: string
}

export interface StatusFile {
  path: string
  /** Reads it a last time, and removes it. */
  close(): Promise<void>
}

/** Makes the file, in a folder of its own, and calls back with each change. */
export async function openStatusFile(
  parent: string,
  onStatus: (status: HookStatus) => void,
): Promise<StatusFile> {
  const folder = await mkdtemp(path.join(parent, '.hook-'))
  const file = path.join(folder, 'status')
  await writeFile(file, '')
  let last = ''
  const look = async () => {
    const text = await readFile(file, 'utf8').catch(() => last)
    if (text === last) return
    last = text
    onStatus(parseStatus(text))
  }
  // The folder, not the file: a hook may put a new file in place of the old one.
  const watcher = watch(folder, () => void look())
  watcher.on('error', () => {})
  return {
    path: file,
    async close() {
      watcher.close()
      await look()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Lines that are unfinished or mean nothing are left out. */
export function parseStatus(text: string): HookStatus {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  const lastOf = (key: string) =>
    lines
      .findLast((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .trim()
  const progress = lastOf('progress')
  const message = lastOf('message')
  return {
    ...(progress && /^\d+$/.test(progress) && { progress: Math.min(100, Number(progress)) }),
    ...(message && { message }),
  }
}
