/**
 * Who is to blame for wrong bytes.
 *
 * Invariants:
 * - A source is blamed only for bytes that are all its own; the second time it is not asked again, since what went wrong
 *   on the way the first time would hardly do so twice.
 * - Once bytes of several sources were wrong, no source goes on from what another one has left: so the right ones arrive
 *   where any source has them, whatever the others send.
 */
export interface Blame {
  /** Whether the source must not go on from what is there. */
  mustStartOver(source: string): boolean
  /** Some of what is there came from that source. */
  brought(source: string): void
  /** Nothing is there any more. */
  startedOver(): void
  /** What is there, all of it, is wrong. Returns whether the source that was asked last may be asked again. */
  wrong(source: string): boolean
}

/** `leftBehind`: there are bytes from before, and nobody knows whose. */
export function newBlame(leftBehind: boolean): Blame {
  const unknown = ''
  const origins = new Set<string>(leftBehind ? [unknown] : [])
  const blamed = new Set<string>()
  let mayMix = true
  const hasOthers = (source: string) => [...origins].some((origin) => origin !== source)
  return {
    mustStartOver: (source) => !mayMix && hasOthers(source),
    brought: (source) => void origins.add(source),
    startedOver: () => origins.clear(),
    wrong(source) {
      if (hasOthers(source)) {
        mayMix = false
        return true
      }
      const isFirst = !blamed.has(source)
      blamed.add(source)
      return isFirst
    },
  }
}
