/**
 * Subresource integrity, strictly: one hash, of an algorithm that is still good.
 *
 * ssri alone accepts nearly anything, and then verifies nothing: an empty text, garbage, md5.
 */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import ssri from 'ssri'
import { GodwitError } from '../../../spec/index.ts'

/** Bytes of a digest, by algorithm. */
const digestBytes: Record<string, number> = { sha256: 32, sha384: 48, sha512: 64 }

export interface Digest {
  algorithm: string
  hex: string
}

/** The one hash in a text like `sha256-…`, without options; undefined where the text is anything else. */
export function parseIntegrity(text: string): string | undefined {
  // The types do not say so, but of an empty text it makes null.
  const parsed: Partial<ssri.Hash> | null = ssri.parse(text.trim(), { strict: true, single: true })
  const { algorithm = '', digest = '' } = parsed ?? {}
  const bytes = digestBytes[algorithm]
  if (bytes === undefined) return undefined
  const isWhole = Buffer.from(digest, 'base64').toString('base64') === digest
  return isWhole && Buffer.byteLength(digest, 'base64') === bytes ? `${algorithm}-${digest}` : undefined
}

export function digestOf(integrity: string): Digest {
  const hash = ssri.parse(integrity, { strict: true, single: true })
  return { algorithm: hash.algorithm, hex: hash.hexDigest() }
}

/** The integrity of a digest. */
export function integrityOf({ algorithm, hex }: Digest): string {
  return `${algorithm}-${Buffer.from(hex, 'hex').toString('base64')}`
}

/** Whether two integrities, as `parseIntegrity` makes them, name the same bytes. */
export function isSameIntegrity(one: string, other: string): boolean {
  return ssri.parse(one, { strict: true }).match(other, { strict: true }) !== false
}

/** Reads the file and rejects with INTEGRITY_MISMATCH where it does not have the integrity. */
export async function verifyFile(file: string, integrity: string, signal: AbortSignal): Promise<void> {
  const { algorithm } = digestOf(integrity)
  const verifier = ssri.integrityStream({ integrity, algorithms: [algorithm] })
  verifier.on('data', () => {})
  try {
    await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), verifier, { signal })
  } catch (error) {
    signal.throwIfAborted()
    if ((error as NodeJS.ErrnoException).code !== 'EINTEGRITY') throw error
    throw new GodwitError(
      'INTEGRITY_MISMATCH',
      'the stored artifact is damaged: its hash is not the declared one',
    )
  }
}
