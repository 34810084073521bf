/** What a firmware agent hands to an installer, for tests that call one themselves. */
import type { InstallOptions, StoredImage } from '../../agents/firmware/installer.ts'
import type { Scratch } from '../../agents/sdk/agent.ts'
import { newChanges, waitUntil } from './waiting.ts'

export const storedImage = (path: string): StoredImage => ({
  component: 'rootfs',
  version: '1.0',
  config: [],
  artifact: { sources: [path] },
  stored: { path, size: 0, integrity: '' },
})

export function newScratch(): Scratch {
  const notes = new Map<string, unknown>()
  return { get: (key) => notes.get(key), set: async (key, value) => void notes.set(key, value) }
}

export interface WatchedOptions extends InstallOptions {
  /** All progress so far, as `<per cent> <message>`. */
  told: string[]
  until(message: RegExp): Promise<unknown>
}

export function watchedOptions(notes = newScratch(), signal = new AbortController().signal): WatchedOptions {
  const told: string[] = []
  const changes = newChanges()
  return {
    signal,
    notes,
    told,
    onProgress(percent, message) {
      told.push(`${percent} ${message}`)
      changes.notify()
    },
    until: (message) =>
      waitUntil(
        () => told.find((line) => message.test(line)),
        changes.listen,
        () => `no ${message} in ${told.join(', ')}`,
        60_000,
      ),
  }
}
