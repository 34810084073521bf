import { readFile } from 'node:fs/promises'

/** A device as SWUpdate knows it. */
export interface Hardware {
  board: string
  revision: string
}

/** Where SWUpdate looks board and revision up, separated by a blank. */
const hardwareFile = '/etc/hwrevision'

/** From `<board>:<revision>`, or from SWUpdate's file. Undefined where nothing tells: then it is for SWUpdate to say. */
export async function hardwareOf(configured: string | undefined): Promise<Hardware | undefined> {
  const text = configured?.replace(':', ' ') ?? (await readFile(hardwareFile, 'utf8').catch(() => ''))
  const [board, revision] = text.trim().split(/\s+/)
  return board && revision ? { board, revision } : undefined
}

/** Revisions may be given as an expression, `#RE:…`; what it means is for SWUpdate to say. */
export function acceptsRevision(revisions: readonly string[], { revision }: Hardware): boolean {
  return revisions.some((accepted) => accepted === revision || accepted.startsWith('#RE:'))
}
