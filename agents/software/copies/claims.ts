/** Which component copies to which place: what one gives up, another may take in the same campaign, and nobody removes. */
import { type ComponentFolder, componentFolder, type InstalledRelease, readRelease } from '../installation.ts'

/** A component that is to be installed, and where it copies to. */
export interface Claim {
  id: string
  places: string[]
}

export interface Conflict {
  id: string
  place: string
  owner: string
}

export interface Claims {
  /** The first place that two components would copy to. */
  conflict(): Conflict | undefined
  /** Of the places that the component copies to now those that others take over. */
  handedOver(id: string): string[]
}

/** `stays` tells which of the installed components neither change nor go. */
export async function claimsOf(
  installDir: string,
  installed: Map<string, InstalledRelease>,
  claims: Claim[],
  stays: (id: string) => boolean,
): Promise<Claims> {
  const current = new Map<string, string[]>()
  for (const [id, { release }] of installed)
    current.set(id, await placesOf(componentFolder(installDir, id), release))
  const staying = [...current].filter(([id]) => stays(id)).map(([id, places]) => ({ id, places }))
  return {
    conflict() {
      const owners = new Map<string, string>()
      for (const { id, places } of [...staying, ...claims]) {
        for (const place of places) {
          const owner = owners.get(place)
          if (owner !== undefined) return { id, place, owner }
          owners.set(place, id)
        }
      }
      return undefined
    },
    handedOver(id) {
      const taken = new Set(claims.filter((claim) => claim.id !== id).flatMap(({ places }) => places))
      return (current.get(id) ?? []).filter((place) => taken.has(place))
    },
  }
}

async function placesOf(folder: ComponentFolder, release: string): Promise<string[]> {
  return ((await readRelease(folder, release))?.copies ?? []).map(({ to }) => to)
}
