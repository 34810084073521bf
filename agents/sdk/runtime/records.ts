/** Operations on the disk, one document each. */
import type { Store } from '../../../platform/store/store.ts'
import type { AgentState, Operation } from '../operation/state.ts'

export interface Records {
  /** Everything that was written by earlier processes. */
  load(): Promise<Operation[]>
  /** Resolves when all operations of the state are on the disk, and no others are. */
  persist(state: AgentState): Promise<void>
}

export function createRecords(store: Store, domain: string): Records {
  const collection = store.collection<Operation>(`${domain}/operations`, { version: 1 })
  const written = new Map<string, Operation>()

  return {
    async load() {
      const found = await Promise.all((await collection.list()).map((id) => collection.read(id)))
      const operations = found.filter((operation) => operation !== undefined)
      for (const operation of operations) written.set(operation.activityId, operation)
      return operations
    },
    /**
     * Older operations first: a crash in between then leaves an old one that has made room for a new one, never a
     * new one that has begun beside an old one.
     */
    async persist({ operations }) {
      const inOrder = [...operations].sort((one, other) => one.sequence - other.sequence)
      for (const operation of inOrder) {
        if (written.get(operation.activityId) === operation) continue
        await collection.write(operation.activityId, operation)
        written.set(operation.activityId, operation)
      }
      for (const id of written.keys()) {
        if (operations.some(({ activityId }) => activityId === id)) continue
        await collection.remove(id)
        written.delete(id)
      }
    },
  }
}
