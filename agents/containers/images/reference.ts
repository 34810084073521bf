/**
 * Names of images, as Docker reads them: `nginx` is `docker.io/library/nginx:latest`.
 */
import { GodwitError } from '../../../spec/index.ts'

export interface ImageReference {
  /** `docker.io`, `registry.example`, `127.0.0.1:5000`. */
  registry: string
  /** Without the registry: `library/nginx`. */
  repository: string
  /** Absent where the image is named by its digest alone. */
  tag?: string
  /** `sha256:…` of the manifest, or of an index of manifests; it is what counts where there is a tag, too. */
  digest?: string
}

const dockerHub = 'docker.io'
const longestName = 255

const repositoryPattern =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/
const registryPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/
const tagPattern = /^\w[\w.-]{0,127}$/
const digestPattern = /^sha256:[0-9a-f]{64}$/

/** The parts of the name, with what goes without saying. Throws INVALID_COMPONENT. */
export function parseReference(text: string): ImageReference {
  const refuse = (why: string): never => {
    throw new GodwitError('INVALID_COMPONENT', `image "${text}" ${why}`)
  }
  const [named = '', digest, ...more] = text.split('@')
  if (digest !== undefined && (more.length > 0 || !isDigest(digest))) {
    refuse('does not end in one digest like "@sha256:…", with 64 small hex digits')
  }
  const { name, tag } = splitTag(named)
  if (tag !== undefined && !tagPattern.test(tag)) refuse('has a tag that is none')
  const { registry, repository } = splitRegistry(name)
  if (!registryPattern.test(registry)) refuse('has a registry that is none')
  if (/[A-Z]/.test(repository)) refuse('has a capital letter in its name, which registries do not allow')
  if (!repositoryPattern.test(repository) || name.length > longestName) refuse('has a name that is none')
  if (digest !== undefined) return { registry, repository, ...(tag !== undefined && { tag }), digest }
  return { registry, repository, tag: tag ?? 'latest' }
}

/** `docker.io/library/nginx:1.27@sha256:…`: all of the name. */
export function referenceText({ registry, repository, tag, digest }: ImageReference): string {
  const ending = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
  return `${registry}/${repository}${ending}`
}

/** Whether it is a digest of the kind that images are named by: `sha256:` and 64 small hex digits. */
export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && digestPattern.test(text)
}

/** A colon behind the last slash is a tag's; others belong to a port. */
function splitTag(text: string): { name: string; tag?: string } {
  const at = text.lastIndexOf(':')
  return at <= text.lastIndexOf('/') ? { name: text } : { name: text.slice(0, at), tag: text.slice(at + 1) }
}

/** The first part is a registry where it looks like a host; else the image is Docker Hub's. */
function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const isHost = /[.:]/.test(first) || first === 'localhost'
  const registry = isHost ? first : dockerHub
  const repository = isHost ? name.slice(slash + 1) : name
  if (registry !== dockerHub && registry !== 'index.docker.io') return { registry, repository }
  return { registry: dockerHub, repository: repository.includes('/') ? repository : `library/${repository}` }
}
