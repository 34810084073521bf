/** Proves that no line of an audit log was altered, dropped or inserted. */
import { open } from 'node:fs/promises'
import { type ChainHead, chainStart, follow } from './chain.ts'

export type Verification = { ok: true; lines: number } | { ok: false; line: number; problem: string }

/**
 * Follows the chain through the file. With `head`, the newest one the device has recorded, lines missing at the end
 * are found too. Rejects where the file cannot be read.
 */
export async function verifyAuditLog(file: string, head?: ChainHead): Promise<Verification> {
  let current = chainStart
  let headSeen = head === undefined || head.number === 0
  await using handle = await open(file)
  for await (const line of handle.readLines()) {
    const next = follow(current, line)
    if (typeof next === 'string') return { ok: false, line: current.number + 1, problem: next }
    current = next
    if (head && current.number === head.number) {
      if (current.digest !== head.digest) {
        return { ok: false, line: current.number, problem: 'is not the line that was written' }
      }
      headSeen = true
    }
  }
  if (headSeen) return { ok: true, lines: current.number }
  return { ok: false, line: current.number + 1, problem: `is missing: ${head?.number} lines were written` }
}
