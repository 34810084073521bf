/**
 * The append-only audit log of a device. Lines are appended in order, in the background: a campaign never waits for
 * them; `flush` does, before a reboot and at the end. A last line torn by a power cut is cut off when the log is opened,
 * and the log says so. The head is kept beside the log, so that lines missing at its end are found too.
 */
import { open, truncate } from 'node:fs/promises'
import type { Clock, Timer } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { appendDurably } from '../../platform/store/append.ts'
import type { Collection } from '../../platform/store/store.ts'
import { type AuditEvent, type ChainHead, chain, chainStart, headOf } from './chain.ts'

export interface AuditLog {
  append(event: AuditEvent): void
  /** Resolves when everything appended so far is on the disk, and the head that proves it. Never rejects. */
  flush(): Promise<void>
}

export interface AuditPorts {
  log: Log
  clock: Clock
  heads: Collection<ChainHead>
}

/** How long lines gather before they are written together, ms: a sync for each would slow the campaign's own down. */
const gatherMs = 100

/** How long to wait before a write that failed is tried again, ms. */
const retryMs = 2_000

/** Id of the one document in the collection of heads. */
export const headId = 'head'

export async function openAuditLog(file: string, { log, clock, heads }: AuditPorts): Promise<AuditLog> {
  let head = await readHead(file, log)
  let lines: string[] = []
  let writing = Promise.resolve()
  let timer: Timer | undefined

  async function write(): Promise<void> {
    const batch = lines
    lines = []
    if (batch.length === 0) return
    try {
      await appendDurably(file, batch.map((line) => `${line}\n`).join(''))
    } catch (error) {
      log.error({ error, file }, 'cannot write the audit log: trying again')
      // Nothing is left out: a gap would look as if somebody had dropped lines.
      lines = [...batch, ...lines]
      timer ??= clock.after(retryMs, () => void gathered())
    }
  }

  /** Writes what has gathered, after what is being written. */
  function gathered(): Promise<void> {
    timer?.cancel()
    timer = undefined
    writing = writing.then(write)
    return writing
  }

  return {
    append(event) {
      const next = chain(head, event)
      head = next.head
      lines.push(next.line)
      timer ??= clock.after(gatherMs, () => void gathered())
    },
    async flush() {
      await gathered()
      const written = head
      await heads.write(headId, written).catch((error) => log.error({ error }, 'cannot write the audit head'))
    },
  }
}

/** The longest end of the log that is looked at: no line is that long. */
const tailBytes = 1 << 20

async function readHead(file: string, log: Log): Promise<ChainHead> {
  const handle = await open(file, 'r').catch(() => undefined)
  if (!handle) return chainStart
  try {
    const { size } = await handle.stat()
    const start = Math.max(0, size - tailBytes)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    const tail = buffer.subarray(0, bytesRead)
    const end = tail.lastIndexOf('\n') + 1
    if (end < tail.length) {
      log.warn({ file, bytes: tail.length - end }, 'the last line of the audit log is torn: cut off')
      await truncate(file, start + end)
    }
    const lines = tail.subarray(0, end).toString().trimEnd().split('\n')
    return headOf(lines.at(-1) ?? '') ?? chainStart
  } finally {
    await handle.close()
  }
}
