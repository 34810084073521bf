/**
 * What may be in a bundle, judged by its entries before anything is unpacked.
 *
 * Invariants of what passes:
 * - Files, folders, symlinks and hard links alone, each path once, none outside of the folder it is unpacked to.
 * - No path goes through a link, so that it is where it seems to be; no link leads out of the folder, also not through
 *   other links.
 * - Not more entries and bytes than allowed.
 */
import { GodwitError } from '../../spec/index.ts'
import { releaseFile } from './installation.ts'

export interface BundleEntry {
  path: string
  type: string
  /** Bytes. */
  size: number
  /** Target of a link. */
  linkpath?: string | undefined
}

export interface BundleLimits {
  maxEntries: number
  /** Bytes, over all files. */
  maxUnpackedSize: number
}

export interface BundleSummary {
  /** Bytes, over all files. */
  size: number
  /** Targets of the symlinks, by path. */
  symlinks: ReadonlyMap<string, string>
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

/** As long as a path can be. */
const longestPath = 4_096
/** As many links as the kernel follows in one path. */
const mostLinks = 40

export function newInspection(limits: BundleLimits): BundleInspection {
  const seen = new Map<string, Kind>()
  const links = new Map<string, string>()
  let entries = 0
  let size = 0

  function place(path: string, kind: Kind): void {
    const segments = path.split('/')
    for (let depth = 1; depth < segments.length; depth += 1) {
      const parent = segments.slice(0, depth).join('/')
      if ((seen.get(parent) ?? 'folder') !== 'folder')
        throw invalid(path, `goes through ${parent}, not a folder`)
      seen.set(parent, 'folder')
    }
    const known = seen.get(path)
    if (known !== undefined && !(known === 'folder' && kind === 'folder'))
      throw invalid(path, 'is there twice')
    seen.set(path, kind)
  }

  function placeLink(path: string, { type, linkpath = '' }: BundleEntry): void {
    if (type === 'Link') {
      if (seen.get(plainPath(linkpath)) !== 'file')
        throw invalid(path, `is a hard link to no file: ${linkpath}`)
    } else if (type === 'SymbolicLink') {
      if (linkpath === '' || linkpath.startsWith('/') || linkpath.length > longestPath) {
        throw invalid(path, `is a link that leads out of the bundle: ${linkpath.slice(0, 80)}`)
      }
      links.set(path, linkpath)
    }
  }

  return {
    add(entry) {
      const kind = kinds[entry.type]
      if (!kind) throw invalid(entry.path, `is a ${entry.type}; only files, folders and links are allowed`)
      entries += 1
      if (entries > limits.maxEntries) throw tooLarge(`more than ${limits.maxEntries} entries`)
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
      return { size, symlinks: links }
    },
  }
}

/** Without `./` and trailing slash; the folder itself is the empty text. Throws where it leads anywhere else. */
function plainPath(path: string): string {
  if (path.length > longestPath) throw invalid(`${path.slice(0, 80)}…`, 'is too long')
  if (path.startsWith('/')) throw invalid(path, 'is an absolute path')
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.includes('..')) throw invalid(path, 'leads out of the bundle')
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
  return new GodwitError('INVALID_BUNDLE', `the bundle is refused: "${path}" ${problem}`)
}

function tooLarge(what: string): GodwitError {
  return new GodwitError('INVALID_BUNDLE', `the bundle is refused: it has ${what}`)
}
