import { writeFile } from 'node:fs/promises'
import { runProgram } from '../../support/program-batch.ts'

export interface FileSystemOptions {
  /** Bytes. */
  size: number
  /** Where it begins in the file, in bytes; 0 unless set. */
  offset?: number
  /** Without a journal, for what is never written. */
  readOnly?: boolean
}

/** What GRUB 2.06 can neither read nor, for its environment, write. */
const notForGrub = ['^metadata_csum', '^64bit']

/** Makes an ext4 file system in the file, with a folder's files, all of root's. Needs neither root nor a mount. */
export async function makeFileSystem(file: string, tree: string, options: FileSystemOptions): Promise<void> {
  const { size, offset = 0, readOnly = false } = options
  if (offset === 0) await writeFile(file, '')
  const features = [...notForGrub, ...(readOnly ? ['^has_journal'] : [])].join(',')
  const extended = `offset=${offset},root_owner=0:0`
  const reserved = ['-m', '0', '-b', '4096']
  await runProgram(
    'mkfs.ext4',
    ...['-q', '-F', '-O', features, '-E', extended, ...reserved, '-d', tree, file, `${size >> 10}k`],
  )
}
