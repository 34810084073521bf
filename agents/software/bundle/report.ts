/** What is in a bundle, for those who make bundles: the same inspection that an agent does, and what it has found. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { GodwitError } from '../../../spec/index.ts'
import type { Content } from '../../artifacts/packing/unpack.ts'
import { type HookName, hookNames } from '../hooks/program.ts'
import type { BundleEntry, BundleLimits } from './inspection.ts'
import { inspectBundle } from './reader.ts'

export interface BundleReport {
  /** The file as it is: what a component's `size` and `integrity` say. */
  file: Content
  /** The archive in it: what `unpackedSize` and `unpackedIntegrity` say. */
  archive: Content
  entries: ReportedEntry[]
  /** Bytes of all files, unpacked. */
  size: number
  hooks: HookName[]
  /** Whether it has no hooks, but an `install.sh`, as modules for Kanto's software-update have. */
  isModule: boolean
  /** Two paths that differ in nothing but case: they are one on some file systems, where the bundle is refused. */
  twins?: [string, string]
}

export interface ReportedEntry {
  path: string
  /** `File`, `Directory`, `SymbolicLink`, `Link`. */
  type: string
  size: number
  mode: number
  target?: string
}

const anyoneMayRun = 0o111

/** Rejects with INVALID_BUNDLE where an agent with these limits would refuse it. */
export async function reportBundle(
  file: string,
  limits: BundleLimits,
  signal: AbortSignal,
): Promise<BundleReport> {
  const content = await contentOf(file, signal)
  const entries: ReportedEntry[] = []
  const onEntry = (entry: BundleEntry) => void entries.push(reported(entry))
  const source = { artifact: { path: file, ...content } }
  const { size, archive, twins } = await inspectBundle(source, { limits, signal, onEntry })
  const hooks = hookNames.filter((name) => hasHook(entries, name))
  const hasHooks = entries.some(({ path }) => path === 'hooks' || path.startsWith('hooks/'))
  const isModule = !hasHooks && entries.some(({ path }) => path === 'install.sh')
  return { file: content, archive, entries, size, hooks, isModule, ...(twins && { twins }) }
}

async function contentOf(file: string, signal: AbortSignal): Promise<Content> {
  const hash = createHash('sha256')
  let size = 0
  await pipeline(
    createReadStream(file, { highWaterMark: 1024 * 1024 }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length
        yield chunk
      }
    },
    hash,
    { signal },
  )
  return { size, integrity: `sha256-${hash.digest('base64')}` }
}

function reported({ path, type, size, mode = 0, linkpath }: BundleEntry): ReportedEntry {
  const plain = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  return { path: plain.join('/') || '.', type, size, mode, ...(linkpath && { target: linkpath }) }
}

/** Throws INVALID_BUNDLE for one that cannot be executed. A link is followed by the device, when it is unpacked. */
function hasHook(entries: ReportedEntry[], name: HookName): boolean {
  const hook = entries.find(({ path }) => path === `hooks/${name}`)
  if (!hook) return false
  const isProgram =
    hook.type !== 'Directory' && (hook.type.endsWith('Link') || (hook.mode & anyoneMayRun) > 0)
  if (isProgram) return true
  const message = `the bundle is refused: "hooks/${name}" is not an executable file; chmod +x hooks/${name}`
  throw new GodwitError('INVALID_BUNDLE', message)
}
