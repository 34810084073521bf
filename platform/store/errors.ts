/** What can go wrong when something is written down. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  /** The system's code, as in `ENOSPC`. */
  readonly code: string
  /** Whether the same write can succeed later: when space is free again, the disk is back. */
  readonly retryable: boolean

  constructor(file: string, cause: NodeJS.ErrnoException) {
    const code = cause.code ?? 'UNKNOWN'
    super(`cannot write ${file}: ${code === 'ENOSPC' ? 'no space left on the disk' : cause.message}`, {
      cause,
    })
    this.code = code
    this.retryable = ['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'EROFS'].includes(code)
  }
}
