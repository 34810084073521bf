/** What a server wants before it answers: `Bearer realm="https://…",service="…"`, `Basic realm="…"`. */
export interface Challenge {
  /** In lower case. */
  scheme: string
  /** By names in lower case. */
  parameters: Record<string, string>
}

const parameterPattern = /\s*,?\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/y
const schemePattern = /\s*,?\s*([A-Za-z][A-Za-z0-9_-]*)(?=\s|,|$)(?!\s*=)/y

/** The challenges of a `WWW-Authenticate` header, in their order; what cannot be read ends the list. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = []
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const match = pattern.exec(header)
    if (match) at = pattern.lastIndex
    return match
  }
  for (let scheme = take(schemePattern); scheme; scheme = take(schemePattern)) {
    const parameters: Record<string, string> = {}
    for (let match = take(parameterPattern); match; match = take(parameterPattern)) {
      const [, name = '', quoted, plain = ''] = match
      parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain
    }
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters })
  }
  return challenges
}
