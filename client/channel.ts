/** Values of one kind, handed to everybody who listens at that moment. */
export interface Channel<T> {
  emit(value: T): void
  /** Returns a function that ends the listening; it may be called any number of times. */
  listen(listener: (value: T) => void): () => void
}

export function createChannel<T>(): Channel<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    emit: (value) => {
      for (const listener of [...listeners]) listener(value)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
