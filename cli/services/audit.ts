import path from 'node:path'
import type { ChainHead } from '../../manager/index.ts'
import type { Collection, Store } from '../../platform/store/store.ts'

/** The audit log of the device whose state is in `stateDir`. */
export const auditFile = (stateDir: string): string => path.join(stateDir, 'audit.jsonl')

/** Where the newest head of the audit log's chain is kept, apart from the log itself. */
export const auditHeads = (store: Store): Collection<ChainHead> =>
  store.collection<ChainHead>('manager/audit', { version: 1 })
