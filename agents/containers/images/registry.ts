/**
 * What is asked of a registry (OCI distribution, Docker Registry v2): manifests here, and where its blobs are.
 */
import { createHash } from 'node:crypto'
import { GodwitError } from '../../../spec/index.ts'
import type { Access, ArtifactDescription, FetchWait } from '../../artifacts/artifacts.ts'
import type { MirrorHealth } from '../../artifacts/download/mirrors.ts'
import { overMirrors } from '../../artifacts/download/retry.ts'
import { fetchDocument, type HttpDocument } from '../../artifacts/sources/http-document.ts'
import { text } from '../../artifacts/sources/http-headers.ts'
import { SourceError } from '../../artifacts/sources/source.ts'
import { type Descriptor, manifestTypes, mostManifestBytes } from './manifest.ts'
import { type ImageReference, isDigest, referenceText } from './reference.ts'
import { registryUrl } from './registries.ts'
import { registryAccess } from './registry-access.ts'
import type { RegistryTools } from './registry-tools.ts'

export interface RegistryOptions {
  signal: AbortSignal
  /** Called before a pause with what it is for, and with undefined after it. */
  onWait(wait: FetchWait | undefined): void
}

/** One repository of a registry. */
export interface Repository {
  /** For the requests of blobs. */
  access: Access
  /**
   * The manifest, or index, by tag or digest. Goes on asking while that can help. Rejects with what the registry said at
   * last, or with INTEGRITY_MISMATCH where what it sends is something else than what was asked for.
   */
  manifest(name: string): Promise<ManifestDocument>
  /** Where a blob is, and what it has to be. */
  blob(descriptor: Descriptor): ArtifactDescription
}

export interface ManifestDocument {
  /** As it came. */
  text: string
  /** What the registry calls it. */
  contentType: string
  digest: string
}

export function openRepository(
  reference: ImageReference,
  { signal, onWait }: RegistryOptions,
  tools: RegistryTools,
): Repository {
  const { registry, repository } = reference
  const base = new URL(`${repository}/`, registryUrl(registry, tools.registries[registry]))
  const access = registryAccess(reference, signal, tools)
  const headers = { accept: manifestTypes.join(', ') }

  return {
    access,
    async manifest(name) {
      const source = new URL(`manifests/${name}`, base).href
      const request = { source, signal, access, headers, maxBytes: mostManifestBytes }
      let found: ManifestDocument | undefined
      const attempt = async () => {
        found = verified(await fetchDocument(request, tools.settings, tools.clock), name)
      }
      const received = () => 0
      await overMirrors([source], attempt, { ...tools, signal, onWait, received, mirrors: forgetful })
      if (found) return found
      throw new GodwitError('NOT_FOUND', `there is no manifest of ${referenceText(reference)}`)
    },
    blob: ({ digest, size }) => ({
      sources: [new URL(`blobs/${digest}`, base).href],
      integrity: integrityOf(digest),
      size,
    }),
  }
}

/** `sha256:…` in hex as subresource integrity. */
export function integrityOf(digest: string): string {
  return `sha256-${Buffer.from(digest.slice('sha256:'.length), 'hex').toString('base64')}`
}

/** `sha256:…`, in hex. */
export function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

/** There is one server only, and nothing to choose. */
const forgetful: MirrorHealth = {
  order: async (sources) => sources,
  failed: async () => {},
  succeeded: async () => {},
}

/** What was asked for by digest has to have it; else the registry has to mean what it sends. */
function verified({ body, headers, name }: HttpDocument, asked: string): ManifestDocument {
  const digest = digestOf(body)
  const told = text(headers, 'docker-content-digest')
  const expected = isDigest(asked) ? asked : isDigest(told) ? told : digest
  if (digest !== expected) {
    const message = `what ${name} sent is not what it was asked for: its digest is ${digest}`
    throw new SourceError('INTEGRITY_MISMATCH', message, { retryable: false })
  }
  return { text: decode(body, name), contentType: text(headers, 'content-type') ?? '', digest }
}

/** As it came, to the byte: a byte order mark, too. */
function decode(body: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    throw new SourceError('SERVER_ERROR', `${name} sends what is no text`, { retryable: false })
  }
}
