/** What a person may do with the device's store, whether its agents are at work or not. */

import type { StoreTools } from '../store-tools.ts'
import { findGarbage, type Garbage, removeGarbage } from './garbage.ts'
import { removeImportDrafts } from './import.ts'

export { openStore, type StoreTools } from '../store-tools.ts'
export { type ImportedFile, importFiles } from './import.ts'
export { type ListedArtifact, listArtifacts } from './listing.ts'
export { verifyArtifacts } from './verify.ts'

export interface CollectOptions {
  /** Everything that nobody needs now: also what was imported, and what a campaign has left for its next try. */
  all: boolean
  /** Only tells what would be removed. */
  dryRun: boolean
}

export interface CollectedArtifact {
  digests: string[]
  /** Bytes. */
  size: number
}

/** Removes what nobody needs. */
export async function collectGarbage(
  tools: StoreTools,
  { all, dryRun }: CollectOptions,
): Promise<CollectedArtifact[]> {
  const { lock, clock, settings } = tools
  return lock.exclusively(async () => {
    const before = all ? Infinity : clock.now() - settings.keepPartsMs
    const garbage = await findGarbage(tools, { before, imported: all })
    if (!dryRun) {
      await removeGarbage(garbage, tools)
      await removeImportDrafts(tools)
    }
    return garbage.map(describe)
  })
}

function describe({ entries, size }: Garbage): CollectedArtifact {
  return { digests: entries.map(({ place }) => place.id.replace('-', ':')), size }
}
