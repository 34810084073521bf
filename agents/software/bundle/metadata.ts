/**
 * Headers of an archive that describe the next entry: long names, and PAX records like `27 path=a/very/long/name\n`.
 *
 * What the library does not understand of them it skips, and the entry gets another name or other content than its
 * maker meant, and than other tools would give it. Such an archive is refused.
 */
import { GodwitError } from '../../../spec/index.ts'

const newline = 0x0a
/** A file in pieces: read without this record, the pieces' list would become the file's content. */
const sparse = 'GNU.sparse.'

/** Throws INVALID_BUNDLE. */
export function assertPlainMetadata(text: string): void {
  if (text.includes('\ufffd')) throw refused('a name that is not UTF-8')
  if (text.includes(sparse)) throw refused('a sparse file; make the archive without --sparse')
  // A long name ends with a zero, or as it likes; records end with a newline.
  if (text.endsWith('\n')) assertRecords(Buffer.from(text))
}

function assertRecords(bytes: Buffer): void {
  let at = 0
  while (at < bytes.length) {
    const length = Number.parseInt(bytes.toString('latin1', at, at + 20), 10)
    const end = at + length
    if (!(length > 4) || end > bytes.length || bytes[end - 1] !== newline) throw refused('a damaged header')
    assertRecord(bytes.toString('utf8', at, end - 1))
    at = end
  }
}

function assertRecord(record: string): void {
  const [, key, value = ''] = /^\d+ ([^=]+)=([\s\S]*)$/.exec(record) ?? []
  if (key === undefined) throw refused('a damaged header')
  // Extended attributes may be any bytes; the library reads line by line, and a part may pass for a record.
  if (/[\n\0]/.test(value)) throw refused(`a line break or a zero in the header "${key}"`)
  if (key === 'size' && !/^\d{1,15}$/.test(value)) throw refused('a size that is no number of bytes')
}

function refused(what: string): GodwitError {
  return new GodwitError('INVALID_BUNDLE', `the bundle is refused: it has ${what}`)
}
