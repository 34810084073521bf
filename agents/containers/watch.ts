/** Keeps the inventory true: whatever happens to a container, by whomever, has it reported. */
import type { Log } from '../../platform/log.ts'
import { pause } from '../../platform/pause.ts'
import type { ContainersDevice } from './device.ts'

/** What changes nothing that is reported. */
const unimportant = /^(exec_|attach|resize|top|export|copy|archive-path|extract-to-dir)/
const firstPauseMs = 1_000
const longestPauseMs = 60_000

/** Calls `changed` for each event; who takes it gathers them. Answers how to stop. */
export function watch(device: ContainersDevice, log: Log, changed: () => void): () => void {
  const stop = new AbortController()
  const { signal } = stop
  follow(device, { log, changed, signal }).catch((error) => {
    if (!signal.aborted) log.error({ error }, 'the container engine is not watched any more')
  })
  return () => stop.abort()
}

async function follow(
  { engine, clock }: ContainersDevice,
  { log, changed, signal }: { log: Log; changed: () => void; signal: AbortSignal },
): Promise<never> {
  let pauseMs = firstPauseMs
  for (;;) {
    let isThere = false
    try {
      await engine.info()
      isThere = true
      pauseMs = firstPauseMs
      // What has happened meanwhile is seen by the inventory.
      changed()
      await engine.watchContainers(({ action }) => unimportant.test(action) || changed(), signal)
    } catch (error) {
      signal.throwIfAborted()
      log.debug({ error }, 'the container engine is not watched for now')
    }
    // That it went is news; that it is still away is none.
    if (isThere) changed()
    await pause(clock, pauseMs, signal)
    pauseMs = Math.min(2 * pauseMs, longestPauseMs)
  }
}
