/** Bundles for the software agent: good ones by `makeBundle`, and any archive at all by `makeArchive`. */
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import ssri from 'ssri'
import { create, Header, type HeaderData } from 'tar'
import type { KeyValue } from '../../spec/index.ts'

export type HookName = 'install' | 'activate' | 'verify' | 'rollback' | 'remove'

export interface BundleContent {
  /** Content by path. */
  files?: Record<string, string | Buffer>
  /** Shell scripts, without their first line. */
  hooks?: Partial<Record<HookName, string>>
  /** By default true. */
  gzip?: boolean
}

export interface Bundle {
  file: string
  /** Subresource integrity, sha256. */
  integrity: string
  /** Bytes. */
  size: number
}

/** A bundle as a file of its own in the folder. */
export async function makeBundle(folder: string, content: BundleContent): Promise<Bundle> {
  const id = randomUUID()
  const tree = path.join(folder, `tree-${id}`)
  const hooks = Object.entries(content.hooks ?? {}).map(
    ([name, script]) => [`hooks/${name}`, `#!/bin/sh\n${script}\n`] as const,
  )
  await mkdir(tree, { recursive: true })
  for (const [name, text] of [...Object.entries(content.files ?? {}), ...hooks]) {
    const file = path.join(tree, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
    if (name.startsWith('hooks/')) await chmod(file, 0o755)
  }
  const file = path.join(folder, `bundle-${id}.tar${content.gzip === false ? '' : '.gz'}`)
  await create({ file, cwd: tree, gzip: content.gzip !== false, portable: true }, ['.'])
  await rm(tree, { recursive: true })
  return describeFile(file)
}

export interface ArchiveEntry extends HeaderData {
  content?: Buffer
}

/** An archive of exactly these entries, however wrong they are. */
export async function makeArchive(folder: string, entries: ArchiveEntry[], gzip = true): Promise<Bundle> {
  const blocks = entries.flatMap(({ content = Buffer.alloc(0), ...data }) => {
    const block = Buffer.alloc(512)
    new Header({ type: 'File', mode: 0o644, mtime: new Date(0), size: content.length, ...data }).encode(block)
    return [block, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  const archive = Buffer.concat([...blocks, Buffer.alloc(1024)])
  return makeFile(folder, gzip ? gzipSync(archive) : archive)
}

/** A file of these bytes, whatever they are. */
export async function makeFile(folder: string, content: Buffer): Promise<Bundle> {
  const file = path.join(folder, `file-${randomUUID()}`)
  await writeFile(file, content)
  return describeFile(file)
}

export async function describeFile(file: string): Promise<Bundle> {
  const content = await readFile(file)
  return { file, integrity: String(ssri.fromData(content, { algorithms: ['sha256'] })), size: content.length }
}

/** The component config of an artifact that is served at these URLs. */
export function artifactConfig({ integrity, size }: Bundle, ...sources: string[]): KeyValue[] {
  return [
    ...sources.map((value) => ({ key: 'source', value })),
    { key: 'integrity', value: integrity },
    { key: 'size', value: String(size) },
  ]
}
