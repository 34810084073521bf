/**
 * Globs over paths: `*` for any characters within a name, `?` for one, `**` for any number of folders; all else is meant
 * as it stands. The time is bounded by the lengths of both, multiplied, whatever the glob is: it comes from others.
 */

/** What a glob cannot hold: other tools mean something by it. */
const reserved = /[[\]{}()!\\]/

/** Why it is not a glob here, in words that go after its text; undefined where it is one. */
export function globProblem(glob: string): string | undefined {
  if (reserved.test(glob)) return 'holds a character other than *, ? and those of names'
  if (glob === '' || glob.startsWith('/') || glob.split('/').some((name) => ['', '.', '..'].includes(name)))
    return 'is not a plain path in the release'
  return undefined
}

/** Whether the glob names the path, as a whole. */
export function matchesGlob(path: string, glob: string): boolean {
  return matches(path.split('/'), glob.split('/'), (name) => name === '**', matchesName)
}

function matchesName(name: string, pattern: string): boolean {
  const isSame = (character: string, wanted: string) => wanted === '?' || wanted === character
  return matches([...name], [...pattern], (wanted) => wanted === '*', isSame)
}

/** Only the last wildcard has to be tried again: what it could take before the others have left to it. */
function matches(
  items: string[],
  pattern: string[],
  isWildcard: (wanted: string) => boolean,
  isSame: (item: string, wanted: string) => boolean,
): boolean {
  let at = 0
  let next = 0
  let retry: { at: number; next: number } | undefined
  while (at < items.length) {
    const wanted = pattern[next]
    if (wanted !== undefined && isWildcard(wanted)) {
      next += 1
      retry = { at, next }
    } else if (wanted !== undefined && isSame(items[at] ?? '', wanted)) {
      at += 1
      next += 1
    } else if (retry) {
      retry.at += 1
      ;({ at, next } = retry)
    } else return false
  }
  return pattern.slice(next).every(isWildcard)
}
