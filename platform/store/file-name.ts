import { createHash } from 'node:crypto'

/** File systems allow 255 bytes for a name; the rest is for endings. */
const longest = 160

/**
 * A safe file name for any id: never empty, never a path, never hidden, the same for one id and different for two,
 * also where the file system does not tell upper from lower case.
 */
export function fileNameOf(id: string): string {
  const escaped = [...new TextEncoder().encode(id)].map(escapeByte).join('')
  if (escaped !== '' && escaped.length <= longest && id.isWellFormed()) return `${escaped}.json`
  const digest = createHash('sha256').update(id, 'utf16le').digest('hex')
  return `${escaped.slice(0, longest - digest.length - 1).replace(/%.?$/, '')}~${digest}.json`
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte)
  return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
}

/** The id a file name stands for; undefined where the id was too long to be kept in the name. */
export function idOfFileName(name: string): string | undefined {
  if (!name.endsWith('.json') || name.includes('~')) return undefined
  try {
    return decodeURIComponent(name.slice(0, -'.json'.length))
  } catch {
    return undefined
  }
}
