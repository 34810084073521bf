/**
 * The file in which a hook says how far it is: lines `progress=PERCENT`, `message=TEXT` and `statusCode=NUMBER`, of
 * which the last count. Whatever a hook makes of the file, reading it takes bounded time and memory, and never leads
 * to another file.
 */
import { watch } from 'node:fs'
import { unlink } from 'node:fs/promises'
import path from 'node:path'
import { readEnd } from './read-bounded.ts'

export interface HookStatus {
  progress?: number
  message?: string
  statusCode?: number
}

export interface StatusFile {
  /** Reads it a last time, and answers with what it says then. */
  close(): Promise<HookStatus>
}

/** As much of the file's end is read. */
const readBytes = 65_536
const longestMessage = 500

/** Calls back with each change of a file, which an earlier run may have left, until it is closed. */
export async function watchStatusFile(
  file: string,
  onStatus: (status: HookStatus) => void,
): Promise<StatusFile> {
  // A folder of that name is not the file of an earlier run.
  await unlink(file).catch(() => {})
  let last = ''
  let reading: Promise<void> | undefined
  let again = false
  const look = async () => {
    const text = await readEnd(file, readBytes).catch(() => last)
    if (text === last) return
    last = text
    onStatus(parseStatus(text))
  }
  const lookSoon = async () => {
    again = true
    reading ??= (async () => {
      while (again) {
        again = false
        await look()
      }
      reading = undefined
    })()
    await reading
  }
  const stopWatching = watchFolder(path.dirname(file), (name) => {
    if (name === path.basename(file)) void lookSoon()
  })
  return {
    async close() {
      stopWatching()
      await lookSoon()
      return parseStatus(last)
    },
  }
}

/**
 * The folder, not the file: a hook may put a new file in place of the old one. Where the kernel has no watch left to give,
 * the file is read at the end alone, which is no reason to fail.
 */
function watchFolder(folder: string, onChange: (name: string | null) => void): () => void {
  try {
    const watcher = watch(folder, (_, name) => onChange(name))
    watcher.on('error', () => {})
    return () => watcher.close()
  } catch {
    return () => {}
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
    ?.replace(/\p{Cc}/gu, ' ')
    .slice(0, longestMessage)
  const statusCode = lastOf('statusCode')
  return {
    ...(progress && /^\d+$/.test(progress) && { progress: Math.min(100, Number(progress)) }),
    ...(message && { message }),
    ...(statusCode && /^-?\d{1,9}$/.test(statusCode) && { statusCode: Number(statusCode) }),
  }
}
