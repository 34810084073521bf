/**
 * Makes a bundle of a folder. The same content makes the same bytes: names are sorted, times are one and the same, there
 * are no owners, and of the rights only those that a release keeps.
 */
import { constants, createWriteStream } from 'node:fs'
import { access, lstat, readdir, readlink } from 'node:fs/promises'
import path from 'node:path'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, createZstdCompress, constants as zlib } from 'node:zlib'
import { GodwitError } from '../../../spec/index.ts'

export const compressions = ['gzip', 'zstd', 'none'] as const
export type Compression = (typeof compressions)[number]

export interface WriteOptions {
  compression: Compression
  /** Of all files. */
  time: Date
  /** Told how many bytes of the archive are written, and about how many there are to be. */
  onProgress(done: number, total: number): void
}

interface Tree {
  /** Relative to the folder, each folder before what is in it. */
  names: string[]
  /** Bytes of all files. */
  size: number
}

/**
 * Writes all that is in the folder to a new file. Rejects with INVALID_BUNDLE for what no bundle can hold, by name.
 */
export async function writeBundle(folder: string, file: string, options: WriteOptions): Promise<void> {
  const { Pack } = await import('tar')
  const tree = await treeOf(folder)
  const pack = new Pack({
    cwd: folder,
    portable: true,
    mtime: options.time,
    noDirRecurse: true,
    strict: true,
  })
  for (const name of tree.names) pack.add(name)
  pack.end()
  const archive = Readable.from(counted(pack, tree.size, options.onProgress), { objectMode: false })
  const target = createWriteStream(file, { flags: 'wx' })
  const compressor = newCompressor(options.compression)
  await (compressor ? pipeline(archive, compressor, target) : pipeline(archive, target))
}

async function* counted(
  archive: AsyncIterable<Buffer>,
  size: number,
  onProgress: WriteOptions['onProgress'],
): AsyncGenerator<Buffer, void> {
  let done = 0
  for await (const chunk of archive) {
    done += chunk.length
    onProgress(Math.min(done, size), size)
    yield chunk
  }
}

function newCompressor(compression: Compression): Transform | undefined {
  if (compression === 'none') return undefined
  if (compression === 'gzip') return createGzip({ level: 9 })
  if (typeof createZstdCompress === 'function') {
    return createZstdCompress({
      params: { [zlib.ZSTD_c_compressionLevel]: 19, [zlib.ZSTD_c_checksumFlag]: 1 },
    })
  }
  throw new GodwitError(
    'INVALID_BUNDLE',
    `Node ${process.versions.node} cannot make zstd; from 22.15 on it can`,
  )
}

async function treeOf(root: string): Promise<Tree> {
  const tree: Tree = { names: [], size: 0 }
  await visit(root, '', tree)
  if (tree.names.length === 0) throw refused(root, 'is empty')
  return tree
}

async function visit(root: string, below: string, tree: Tree): Promise<void> {
  const names = await readdir(path.join(root, below)).catch((error: Error) => {
    throw refused(below || '.', `cannot be read: ${error.message}`)
  })
  for (const name of names.sort()) {
    const place = path.join(below, name)
    const found = await lstat(path.join(root, place))
    if (found.isDirectory()) {
      tree.names.push(place)
      await visit(root, place, tree)
    } else if (found.isFile()) {
      await assertReadable(root, place)
      tree.names.push(place)
      tree.size += found.size
    } else if (found.isSymbolicLink()) {
      if (path.isAbsolute(await readlink(path.join(root, place)))) {
        throw refused(place, 'is a link with an absolute target; make it relative, within the bundle')
      }
      tree.names.push(place)
    } else throw refused(place, 'is no file, folder or link: a socket, a pipe or a device')
  }
}

async function assertReadable(root: string, place: string): Promise<void> {
  await access(path.join(root, place), constants.R_OK).catch(() => {
    throw refused(place, 'cannot be read: no permission')
  })
}

function refused(place: string, problem: string): GodwitError {
  return new GodwitError('INVALID_BUNDLE', `no bundle can be made of it: "${place}" ${problem}`)
}
