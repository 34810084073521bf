/**
 * Writes the entries of an archive that was inspected into an empty folder that nobody else can write to.
 *
 * Each entry is written where it is read, by calls that return when they are done: thousands of small files would wait in
 * memory for their turn otherwise. The archive comes in slices that are short enough for everything else to go on.
 *
 * Invariants:
 * - A file is whole or the extraction fails; also where a full disk takes a part of a write, which is no error to it.
 * - When the promise settles, nothing is written any more, and nothing is open.
 */
import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  linkSync,
  mkdirSync,
  openSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Parser, ReadEntry } from 'tar'
import { plainPath } from './inspection.ts'
import { feed, newJudge } from './reader.ts'

const sliceBytes = 64 * 1024

/** Files, folders and hard links; symlinks are left out. Rejects with DISK_FULL or INVALID_BUNDLE. */
export async function extractEntries(
  chunks: AsyncIterable<Buffer>,
  folder: string,
  onEntry: (entry: ReadEntry) => void,
): Promise<void> {
  const { list } = await import('tar')
  const judge = newJudge()
  const writer = entryWriter(folder)
  const onReadEntry = judge.watch((entry: ReadEntry) => {
    onEntry(entry)
    const write = writer.begin(entry)
    if (write) entry.on('data', judge.watch(write))
  })
  const parser = list({ strict: true, onReadEntry }) as Parser
  try {
    await feed(inSlices(chunks), parser, judge)
  } finally {
    writer.close()
  }
}

async function* inSlices(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      yield chunk.subarray(at, at + sliceBytes)
      await setImmediate()
    }
  }
}

interface EntryWriter {
  /** Makes the entry. Where it has content, answers with what takes it. */
  begin(entry: ReadEntry): ((content: Buffer) => void) | undefined
  /** Of a file that was not written to its end. */
  close(): void
}

function entryWriter(root: string): EntryWriter {
  const folders = new Set([root])
  let opened: number | undefined

  function makeFolder(folder: string): void {
    if (folders.has(folder)) return
    makeFolder(path.dirname(folder))
    mkdirSync(folder, 0o755)
    folders.add(folder)
    // Whatever the agent's umask is, others may use the release.
    chmodSync(folder, 0o755)
  }

  function finish(descriptor: number, entry: ReadEntry): void {
    fchmodSync(descriptor, safeMode(entry))
    const time = safeTime(entry.mtime)
    if (time) futimesSync(descriptor, time, time)
    close()
  }

  function writeFile(place: string, entry: ReadEntry): ((content: Buffer) => void) | undefined {
    close()
    const descriptor = openSync(place, 'wx', 0o600)
    opened = descriptor
    let left = entry.size
    if (left === 0) return void finish(descriptor, entry)
    return (content) => {
      // Unlike `writeSync`, it goes on after a short write.
      writeFileSync(descriptor, content)
      left -= content.length
      if (left === 0) finish(descriptor, entry)
    }
  }

  function close(): void {
    if (opened === undefined) return
    const descriptor = opened
    opened = undefined
    closeSync(descriptor)
  }

  return {
    close,
    begin(entry) {
      const name = plainPath(entry.path)
      const place = path.join(root, name)
      if (entry.type === 'SymbolicLink') return undefined
      if (entry.type === 'Directory') {
        makeFolder(place)
        // The folder itself may be an entry, too: it keeps its mode.
        return void (name !== '' && chmodSync(place, safeMode(entry)))
      }
      makeFolder(path.dirname(place))
      if (entry.type === 'Link') return void linkSync(path.join(root, plainPath(entry.linkpath ?? '')), place)
      return writeFile(place, entry)
    },
  }
}

/** No bundle gives rights by itself: no setuid, no setgid, nothing that all may write; but its owner may read it. */
function safeMode({ mode = 0o644, type }: Pick<ReadEntry, 'mode' | 'type'>): number {
  return (mode & 0o755) | (type === 'Directory' ? 0o700 : 0o400)
}

const latestTime = Date.UTC(2100, 0)

/** Times that no file can have, or should, are dropped. */
function safeTime(time: Date | undefined): Date | undefined {
  const ms = time?.getTime() ?? Number.NaN
  return ms >= 0 && ms < latestTime ? time : undefined
}
