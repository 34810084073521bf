export type HeaderFields = Record<string, string | string[] | undefined>

/** One field of the headers; of a repeated one the first. */
export function text(headers: HeaderFields, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}
