import { GodwitError } from '../../../spec/index.ts'

/** Images go through memory in pieces of this many bytes; a multiple of a block. */
export const chunkSize = 1024 * 1024

export interface TransferOptions {
  signal: AbortSignal
  /** How much of it is done, from 0 to 1. */
  onProgress(share: number): void
}

/** What is told of a transfer that has failed: the signal's reason, what is known already, or SLOT_WRITE_FAILED. */
export function transferError(message: string, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  if (cause instanceof GodwitError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new GodwitError('SLOT_WRITE_FAILED', `${message}: ${why}`, { cause })
}
