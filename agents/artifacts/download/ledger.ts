/**
 * What was received of an artifact, and is on the disk for sure: a file beside the part, to which lines are appended.
 *
 *     godwit-ledger 1 sha256 5d2c1a0f
 *     0 4194304 9f86d081884c7d65… 0b1d44e6
 *
 * A record says which digest the bytes from one offset to another have; each line ends with a checksum of its own.
 *
 * Invariants:
 * - A record is appended after its bytes were synced, and counts when it is synced itself.
 * - What follows the first line that is not whole counts for nothing, and is cut away when the ledger is opened: a power
 *   cut tears the last line at most.
 * - A record that no longer holds does no harm: nobody believes it before the digest was compared with the bytes.
 */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { writeAll } from './write-all.ts'

export interface LedgerRecord {
  /** First byte. */
  start: number
  /** The byte behind the last one. */
  end: number
  /** Of these bytes, in hex. */
  digest: string
}

export interface Ledger {
  /** The records that were there when it was opened. */
  readonly found: LedgerRecord[]
  /** Resolves when the records are on the disk. Rejects with the system's error; the ledger is then as it was. */
  append(records: LedgerRecord[]): Promise<void>
  /** Forgets everything, durably. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** Opens the ledger, or makes it. One with digests of another algorithm, or of another version, is as good as empty. */
export async function openLedger(file: string, algorithm: string): Promise<Ledger> {
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    const { records, length } = parse(await handle.readFile('latin1'), algorithm)
    await handle.truncate(length)
    return ledgerOf(handle, { algorithm, found: records, length })
  } catch (error) {
    await handle.close()
    throw error
  }
}

function ledgerOf(
  handle: FileHandle,
  { algorithm, found, length }: { algorithm: string; found: LedgerRecord[]; length: number },
): Ledger {
  let position = length
  return {
    found,
    async append(records) {
      const lines = records.map(({ start, end, digest }) => lineOf(`${start} ${end} ${digest}`))
      const text = [...(position === 0 ? [headOf(algorithm)] : []), ...lines].join('')
      try {
        await writeAll(handle, [Buffer.from(text, 'latin1')], position)
        await handle.datasync()
      } catch (error) {
        await handle.truncate(position).catch(() => {})
        throw error
      }
      position += text.length
    },
    async clear() {
      if (position === 0) return
      await handle.truncate(0)
      position = 0
      await handle.datasync()
    },
    close: () => handle.close(),
  }
}

/** The records up to the first line that is not whole, and the bytes that they take. */
function parse(text: string, algorithm: string): { records: LedgerRecord[]; length: number } {
  const head = headOf(algorithm)
  const records: LedgerRecord[] = []
  if (!text.startsWith(head)) return { records, length: 0 }
  let length = head.length
  for (let end = text.indexOf('\n', length); end >= 0; end = text.indexOf('\n', length)) {
    const record = parseLine(text.slice(length, end + 1))
    if (!record) break
    records.push(record)
    length = end + 1
  }
  return { records, length }
}

function parseLine(line: string): LedgerRecord | undefined {
  const match = /^((\d+) (\d+) ([0-9a-f]+)) [0-9a-f]{8}\n$/.exec(line)
  if (!match) return undefined
  const [, content = '', start, end, digest = ''] = match
  return lineOf(content) === line ? { start: Number(start), end: Number(end), digest } : undefined
}

function headOf(algorithm: string): string {
  return lineOf(`godwit-ledger 1 ${algorithm}`)
}

function lineOf(content: string): string {
  return `${content} ${crc32(content).toString(16).padStart(8, '0')}\n`
}
