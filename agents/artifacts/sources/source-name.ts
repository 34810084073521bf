/** A source as people may see it: without user, password, query and fragment, where secrets are. */
export function sourceName(source: string): string {
  const url = new URL(source)
  return `${url.protocol}//${url.host}${url.pathname}`
}
