import { readFile } from 'node:fs/promises'
import { failure, messageOf } from '../errors.ts'

/** The id of this boot, from a file whose content changes with every boot. */
export async function readBootId(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw failure(
      `cannot tell one boot from another: ${messageOf(error)}; name a readable file with --boot-id-file`,
    )
  })
  const bootId = text.trim()
  if (bootId === '') throw failure(`cannot tell one boot from another: ${file} is empty; see --boot-id-file`)
  return bootId
}
