/** Takes secrets out of what people will read. */

const hidden = '[redacted]'

const secretName = /passw|passphrase|token|secret|credential|authorization|cookie|api.?key|private.?key/i

/** In the query of a URL. Its parts are of limited length, so that a hostile text cannot cost time. */
const secretParameter =
  /([?&][^=&\s"]{0,64}(?:token|secret|passw|signature|\bsig\b|key)[^=&\s"]{0,64}=)[^&\s"]+/gi

/** How deep objects are looked through; what lies deeper is left out. */
const deepest = 8

/** The fields without secrets: values of telling names, also where name and value stand in `key` and `value`. */
export function redactFields(fields: object): Record<string, unknown> {
  return redactObject(fields, 0)
}

/** The text without the credentials of URLs, without secrets in their queries, and without HTTP authorizations. */
export function redactText(text: string): string {
  return text
    .replace(/\/\/[^\s"'/?#]{1,1024}@/g, `//${hidden}@`)
    .replace(secretParameter, `$1${hidden}`)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/g, `$1 ${hidden}`)
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return '[…]'
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1))
  if (value instanceof Error) return redactError(value, depth)
  return 'toJSON' in value ? value : redactObject(value, depth)
}

function redactObject(object: object, depth: number): Record<string, unknown> {
  const { key, value } = object as { key?: unknown; value?: unknown }
  const isPair = key !== undefined && value !== undefined
  const hides = (name: string) => {
    if (isPair) return name === 'value' && secretName.test(String(key))
    return name === 'key' || secretName.test(name)
  }
  const entries = Object.entries(object).map(([name, entry]) => {
    const isSecret = hides(name) && entry !== undefined && entry !== null && entry !== ''
    return [name, isSecret ? hidden : redact(entry, depth + 1)]
  })
  return Object.fromEntries(entries)
}

function redactError(error: Error, depth: number): object {
  const { name, message, stack, cause } = error
  const { code } = error as { code?: unknown }
  return {
    name,
    message,
    ...(code !== undefined && { code }),
    stack,
    ...(cause !== undefined && { cause: redact(cause, depth + 1) }),
  }
}
