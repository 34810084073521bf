/**
 * What Godwit has brought, by component, on the disk: to be known when the container itself is gone.
 *
 * Written when a campaign is committed, before anything old goes; removed with the component.
 */
import type { Collection, Store } from '../../platform/store/store.ts'
import type { KeyValue } from '../../spec/index.ts'
import type { ContainerSpec } from './spec/container-spec.ts'

export interface BroughtContainer {
  component: string
  /** The campaign that has brought it, or found it unchanged. */
  activityId: string
  /** May hold secrets. */
  spec: ContainerSpec
  /** What the inventory may tell of the configuration. */
  config: KeyValue[]
  imageId: string
}

export type BroughtContainers = Collection<BroughtContainer>

export const openBrought = (store: Store, domain: string): BroughtContainers =>
  store.collection<BroughtContainer>(`${domain}/containers`, { version: 1 })

/** Sorted by component. */
export async function listBrought(brought: BroughtContainers): Promise<BroughtContainer[]> {
  const all = await Promise.all((await brought.list()).map((id) => brought.read(id)))
  return all.filter((one) => one !== undefined)
}
