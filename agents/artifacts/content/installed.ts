/** Artifacts of installed versions, which stay in the store where that is configured. */
import type { ArtifactDescription } from '../artifacts.ts'
import type { StoreTools } from '../store-tools.ts'
import { isUnverified } from './content-store.ts'
import { endHolders } from './ending.ts'
import { findGarbage, removeGarbage } from './garbage.ts'
import type { Holder, Pins } from './pins.ts'

export interface InstalledComponent {
  domain: string
  id: string
  version: string
}

/** Keeps these in place of what was kept for the component before, which goes where nobody else needs it. */
export async function keepInstalled(
  { domain, id, version }: InstalledComponent,
  artifacts: ArtifactDescription[],
  tools: StoreTools,
): Promise<void> {
  const { lock, pins, store, settings } = tools
  const holder: Holder = { domain, installed: id }
  const places = settings.keepInstalled ? artifacts.map((artifact) => store.placeOf(artifact)) : []
  const kept = places.filter((place) => !isUnverified(place)).map((place) => ({ id: place.id }))
  await lock.exclusively(async () => {
    const before = await pins.read(holder)
    if (kept.length > 0) await pins.write({ holder, version, artifacts: kept, folders: [] })
    else await pins.remove(holder)
    if (!before) return
    const done = new Set(before.artifacts.map((artifact) => artifact.id))
    await removeGarbage(await findGarbage(tools, { before: -Infinity, done }), tools)
  })
}

/** What an earlier configuration has kept goes. */
export async function forgetInstalled(domain: string, tools: StoreTools): Promise<void> {
  const isInstalled = ({ holder }: Pins) => holder.domain === domain && 'installed' in holder
  if (!tools.settings.keepInstalled) await endHolders(isInstalled, { committed: true }, tools)
}
