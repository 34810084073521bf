import type { TransferProgress } from './engine.ts'
import type { StreamEvent } from './event-stream.ts'

/** What an engine tells of each layer, as one figure. Layers are counted in as they are told of: it may fall. */
export function createTransferMeter(onProgress: (progress: TransferProgress) => void): {
  add(event: StreamEvent): void
} {
  const layers = new Map<string, { current: number; total: number }>()
  return {
    add({ id = '', status, progressDetail }) {
      const { current, total } = progressDetail ?? {}
      if (current !== undefined && total) layers.set(id, { current: Math.min(current, total), total })
      const sum = (part: 'current' | 'total') =>
        [...layers.values()].reduce((all, layer) => all + layer[part], 0)
      if (status !== undefined) {
        onProgress({ message: status, percent: (100 * sum('current')) / (sum('total') || 1) })
      }
    },
  }
}
