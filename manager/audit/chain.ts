/**
 * The audit log's lines: JSON, one event each, every line carrying the digest of the line before it. Whoever alters,
 * drops or inserts a line breaks the chain from there on.
 */
import { createHash } from 'node:crypto'

export interface AuditEvent {
  /** ms since the epoch */
  time: number
  activityId: string
  event: string
  details: Record<string, unknown>
}

export interface AuditLine extends AuditEvent {
  /** 1 for the first line. */
  number: number
  /** Digest of the line before, without its line break. */
  previous: string
}

/** Where the chain stands after a line. */
export interface ChainHead {
  number: number
  digest: string
}

export const chainStart: ChainHead = { number: 0, digest: 'sha256-' }

/** The next line, without its line break, and the head after it. */
export function chain(head: ChainHead, event: AuditEvent): { line: string; head: ChainHead } {
  const entry: AuditLine = { number: head.number + 1, ...event, previous: head.digest }
  const line = JSON.stringify(entry)
  return { line, head: { number: entry.number, digest: digestOf(line) } }
}

/** Head after `line`, given the head before it; a sentence that says what is wrong if the line does not follow. */
export function follow(head: ChainHead, line: string): ChainHead | string {
  const entry = parse(line)
  if (!entry) return 'is not an audit entry'
  if (entry.number !== head.number + 1) return `is number ${entry.number}, expected ${head.number + 1}`
  if (entry.previous !== head.digest) return 'does not follow from the line before it'
  return { number: entry.number, digest: digestOf(line) }
}

/** The head that `line` leads to, whatever came before it; undefined if it is no audit line. */
export function headOf(line: string): ChainHead | undefined {
  const entry = parse(line)
  return entry && { number: entry.number, digest: digestOf(line) }
}

function digestOf(line: string): string {
  return `sha256-${createHash('sha256').update(line).digest('base64')}`
}

function parse(line: string): { number: number; previous: string } | undefined {
  try {
    const { number, previous } = JSON.parse(line)
    return typeof number === 'number' && typeof previous === 'string' ? { number, previous } : undefined
  } catch {
    return undefined
  }
}
