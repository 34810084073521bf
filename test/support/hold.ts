import { existsSync, watch } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { waitUntil } from './waiting.ts'

/** A point in somebody else's program at which it waits until it is let go. */
export interface Hold {
  /** For the shell: says that it was reached, and waits. Ends as well when the folder of its files is gone. */
  readonly script: string
  reached(): Promise<unknown>
  release(): Promise<void>
}

/** `place` is a path that nothing is at; its folder is there. */
export function newHold(place: string): Hold {
  const [reached, released] = [`${place}.reached`, `${place}.released`]
  const watchFolder = (listener: () => void) => {
    const watcher = watch(dirname(place), listener)
    return () => watcher.close()
  }
  return {
    script: `touch '${reached}'; until [ -e '${released}' ] || [ ! -e '${reached}' ]; do sleep 0.05; done`,
    reached: () =>
      waitUntil(
        () => existsSync(reached) || undefined,
        watchFolder,
        () => `${place} was not reached`,
        60_000,
      ),
    release: () => writeFile(released, ''),
  }
}
