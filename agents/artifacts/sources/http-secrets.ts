/** Secrets by reference: read at each request, so that one that was replaced is taken from then on. */
import { readFile } from 'node:fs/promises'
import { SourceError } from './source.ts'

/** `@/path`, at the start or behind a space. */
const reference = /(?<=^|\s)@(\/\S+)/g

/** The text with the content of each file it refers to, trimmed. Rejects with a SourceError that names the file. */
export async function withSecrets(text: string): Promise<string> {
  const files = [...text.matchAll(reference)].map(([, file = '']) => file)
  const secrets = new Map<string, string>()
  for (const file of files) secrets.set(file, await readSecret(file))
  return text.replace(reference, (_, file: string) => secrets.get(file) ?? '')
}

/** The content of the file, trimmed: one line. Rejects with a SourceError. */
export async function readSecret(file: string): Promise<string> {
  const secret = (await readCredential(file, 'FORBIDDEN')).trim()
  if (/^[\x20-\x7e]+$/.test(secret)) return secret
  throw new SourceError('FORBIDDEN', `${file} does not hold a secret of one line`, { retryable: true })
}

/** A file that a request cannot do without. It may come back: a volume that is not mounted yet, a secret in rotation. */
export async function readCredential(file: string, code: 'FORBIDDEN' | 'TLS_FAILED'): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SourceError(code, `cannot read ${file}, which the configuration names: ${error.code}`, {
      retryable: true,
    })
  })
}
