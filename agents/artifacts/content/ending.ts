/**
 * The end of what somebody needed.
 *
 * Invariant: what an operation leaves behind is removed before the operation is forgotten, so that a crash in between is
 * made good when it is ended again.
 */

import type { StoreTools } from '../store-tools.ts'
import type { ContentStore } from './content-store.ts'
import { findGarbage, groupNames, removeGarbage } from './garbage.ts'
import { removeImportDrafts } from './import.ts'
import type { Pins } from './pins.ts'

export interface Ending {
  /** Whether the operations have come to a good end; what they used is then not kept for another try. */
  committed: boolean
  /** Whether to look for what can be removed even where nobody ends. */
  collect?: boolean
}

/** Ends those who are chosen. Idempotent. */
export async function endHolders(
  isChosen: (pins: Pins) => boolean,
  { committed, collect = false }: Ending,
  tools: StoreTools,
): Promise<void> {
  const { pins, store, lock, clock, settings, log } = tools
  await lock.exclusively(async () => {
    const ended = (await pins.all()).filter(isChosen)
    if (ended.length === 0 && !collect) return
    const used = new Set(ended.flatMap(({ artifacts }) => artifacts.map(({ id }) => id)))
    if (committed) await forgetImport(used, store)
    else for (const id of used) await store.touch(store.placeOfId(id))
    const before = clock.now() - settings.keepPartsMs
    const rules = { before, ended, ...(committed && { done: used }) }
    const garbage = await findGarbage(tools, rules)
    await removeGarbage(garbage, tools)
    if (collect) await removeImportDrafts(tools)
    for (const { holder } of ended) await pins.remove(holder)
    for (const { entries, size } of garbage) {
      log.debug({ artifact: entries[0]?.place.id, size }, 'an artifact that nobody needs is removed')
    }
  })
}

/** What was imported has served its purpose; so it goes by the same rules as what was downloaded. */
async function forgetImport(used: ReadonlySet<string>, store: ContentStore): Promise<void> {
  for (const entries of groupNames(await store.list())) {
    if (!entries.some(({ place }) => used.has(place.id))) continue
    for (const { place } of entries) {
      const { imported, ...record } = await store.readRecord(place)
      if (imported) await store.writeRecord(place, record)
    }
  }
}
