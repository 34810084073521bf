/**
 * What may be in a bundle, judged by its entries before anything is unpacked.
 *
 * Invariants of what passes:
 * - Files, folders, symlinks and hard links alone, each path once, none outside of the folder it is unpacked to.
 * - Every path can be made, on any file system of Linux, wherever the release lies; none reads as another one.
 * - No path goes through a link, so that it is where it seems to be; no link leads out of the folder, also not through
 *   other links.
 * - Not more entries and bytes than allowed.
 */
import { GodwitError } from '../../../spec/index.ts'
import { releaseFile } from '../installation.ts'

export interface BundleEntry {
  path: string
  type: string
  /** Bytes. */
  size: number
  /** Target of a link. */
  linkpath?: string | undefined
  mode?: number | undefined
  /** As it stands in the archive. */
  header?: { size?: number | undefined }
}

export interface BundleLimits {
  maxEntries: number
  /** Bytes, over all files. */
  maxUnpackedSize: number
}

export interface BundleSummary {
  /** Bytes, over all files. */
  size: number
  entries: number
  /** Targets of the symlinks, by path. */
  symlinks: ReadonlyMap<string, string>
  /** Two paths that differ in nothing but case, where there are such: not every file system can tell them apart. */
  twins: [string, string] | undefined
}

export interface BundleInspection {
  /** Throws INVALID_BUNDLE. */
  add(entry: BundleEntry): void
  /** To be called after the last entry. Throws INVALID_BUNDLE. */
  finish(): BundleSummary
}

type Kind = 'file' | 'folder' | 'link'

const kinds: Record<string, Kind> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Link: 'file',
  Directory: 'folder',
  SymbolicLink: 'link',
}

/** In bytes. A path of the kernel has 4,095, and the folder of the release is before it. */
const longestPath = 3_072
/** In bytes. */
const longestName = 255
const deepestPath = 256
/** In messages, in characters. */
const longestShown = 80
/** As many links as the kernel follows in one path. */
const mostLinks = 40

export function newInspection(limits: BundleLimits): BundleInspection {
  const seen = new Map<string, Kind>()
  const folded = new Map<string, string>()
  let twins: BundleSummary['twins']
  const links = new Map<string, string>()
  let entries = 0
  let size = 0

  function place(path: string, kind: Kind): void {
    const segments = path.split('/')
    for (let depth = 1; depth < segments.length; depth += 1) {
      const parent = segments.slice(0, depth).join('/')
      if ((seen.get(parent) ?? 'folder') !== 'folder')
        throw invalid(path, `goes through ${parent}, not a folder`)
      remember(parent, 'folder')
    }
    const known = seen.get(path)
    if (known !== undefined && !(known === 'folder' && kind === 'folder'))
      throw invalid(path, 'is there twice')
    remember(path, kind)
  }

  function remember(path: string, kind: Kind): void {
    if (seen.has(path)) return
    seen.set(path, kind)
    const fold = path.normalize('NFC').toLowerCase()
    const other = folded.get(fold)
    if (other === undefined) folded.set(fold, path)
    else twins ??= [other, path]
  }

  function placeLink(path: string, { type, linkpath = '' }: BundleEntry): void {
    if (type === 'Link') {
      if (seen.get(plainPath(linkpath)) !== 'file')
        throw invalid(path, `is a hard link to no file: ${linkpath}`)
    } else if (type === 'SymbolicLink') {
      if (linkpath === '' || linkpath.startsWith('/') || Buffer.byteLength(linkpath) > longestPath) {
        throw invalid(path, `is a link that leads out of the bundle: ${linkpath.slice(0, 80)}`)
      }
      links.set(path, linkpath)
    } else if (linkpath !== '') throw invalid(path, 'is no link, but has the target of one')
  }

  return {
    add(entry) {
      const kind = kinds[entry.type]
      if (!kind) throw invalid(entry.path, `is a ${entry.type}; only files, folders and links are allowed`)
      entries += 1
      if (entries > limits.maxEntries) throw tooLarge(`more than ${limits.maxEntries} entries`)
      // A negative one, or none: the library reads it as zero.
      if (kind === 'file' && entry.header?.size === undefined) throw invalid(entry.path, 'has no size')
      if (kind === 'file') size += entry.size
      if (size > limits.maxUnpackedSize) throw tooLarge(`more than ${limits.maxUnpackedSize} bytes`)
      const path = plainPath(entry.path)
      if (path === '' && kind === 'folder') return
      if (path === '' || path === releaseFile) throw invalid(entry.path, 'is a name that is taken')
      placeLink(path, entry)
      place(path, kind)
    },
    finish() {
      if (seen.size === 0) throw new GodwitError('INVALID_BUNDLE', 'the bundle is empty')
      for (const path of links.keys()) {
        if (!staysInside(path, links)) throw invalid(path, `is a link that leads out of the bundle`)
      }
      return { size, entries, symlinks: links, twins }
    },
  }
}

/** Without `./` and trailing slash; the folder itself is the empty text. Throws where it leads anywhere else. */
export function plainPath(path: string): string {
  if (path.startsWith('/')) throw invalid(path, 'is an absolute path')
  // To the library as to other systems `\\` and `C:` have a meaning: it would leave such an entry out.
  if (/^[A-Za-z]:|^\\/.test(path)) throw invalid(path, 'reads as an absolute path elsewhere')
  if (path.split(/[/\\]/).includes('..')) throw invalid(path, 'leads out of the bundle')
  if (path.includes('\0') || path.includes('\ufffd')) throw invalid(path, 'is not a name in UTF-8')
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (Buffer.byteLength(path) > longestPath) throw invalid(path, `is longer than ${longestPath} bytes`)
  if (segments.length > deepestPath) throw invalid(path, `is more than ${deepestPath} folders deep`)
  if (segments.some((segment) => Buffer.byteLength(segment) > longestName)) {
    throw invalid(path, `has a name of more than ${longestName} bytes in it`)
  }
  return segments.join('/')
}

/** Follows a link as the kernel does, by the links of the bundle. */
function staysInside(path: string, links: Map<string, string>): boolean {
  const ahead = path.split('/')
  const at: string[] = []
  let followed = 0
  for (let segment = ahead.shift(); segment !== undefined; segment = ahead.shift()) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') {
      if (at.pop() === undefined) return false
      continue
    }
    const target = links.get([...at, segment].join('/'))
    if (target === undefined) at.push(segment)
    else {
      followed += 1
      if (followed > mostLinks) return false
      ahead.unshift(...target.split('/'))
    }
  }
  return true
}

function invalid(path: string, problem: string): GodwitError {
  const shown = path.length > longestShown ? `${path.slice(0, longestShown)}…` : path
  return new GodwitError('INVALID_BUNDLE', `the bundle is refused: "${shown}" ${problem}`)
}

function tooLarge(what: string): GodwitError {
  return new GodwitError('INVALID_BUNDLE', `the bundle is refused: it has ${what}`)
}
