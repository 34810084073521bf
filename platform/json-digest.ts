import { createHash } from 'node:crypto'

/** A digest of a JSON value: the same for the same content, in whatever order its keys stand. */
export function jsonDigest(value: unknown): string {
  return `sha256-${createHash('sha256').update(JSON.stringify(value, sorted)).digest('base64')}`
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
