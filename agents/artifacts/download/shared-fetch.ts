/** A fetch that several ask for at once is done once, for all of them. */
import type { FetchOptions, StoredArtifact } from '../artifacts.ts'

export interface SharedFetches {
  /**
   * The result of the fetch of that key, which is begun where it is not under way, with the access of its first caller.
   * All callers hear of its progress. An aborted caller leaves with its signal's reason; when all have left, the fetch is aborted, and the last caller leaves
   * when it has ended.
   */
  join(key: string, caller: FetchOptions, fetch: Fetch): Promise<StoredArtifact>
}

type Fetch = (options: FetchOptions) => Promise<StoredArtifact>

interface Shared {
  result: Promise<StoredArtifact>
  controller: AbortController
  callers: Set<FetchOptions>
}

export function newSharedFetches(): SharedFetches {
  const underWay = new Map<string, Shared>()

  function begin(key: string, { access }: FetchOptions, fetch: Fetch): Shared {
    const controller = new AbortController()
    const callers = new Set<FetchOptions>()
    const onProgress: FetchOptions['onProgress'] = (progress) => {
      for (const caller of callers) caller.onProgress?.(progress)
    }
    const options = { signal: controller.signal, onProgress, ...(access && { access }) }
    const result = fetch(options).finally(() => underWay.delete(key))
    const shared = { result, controller, callers }
    underWay.set(key, shared)
    return shared
  }

  return {
    async join(key, caller, fetch) {
      caller.signal.throwIfAborted()
      // One that was given up is only waited for.
      for (let known = underWay.get(key); known?.controller.signal.aborted; known = underWay.get(key)) {
        await known.result.catch(() => {})
        caller.signal.throwIfAborted()
      }
      return share(underWay.get(key) ?? begin(key, caller, fetch), caller)
    },
  }
}

function share({ result, controller, callers }: Shared, caller: FetchOptions): Promise<StoredArtifact> {
  callers.add(caller)
  return new Promise((resolve, reject) => {
    const leave = () => {
      callers.delete(caller)
      if (callers.size > 0) reject(caller.signal.reason)
      else controller.abort(caller.signal.reason)
    }
    caller.signal.addEventListener('abort', leave, { once: true })
    const stay = () => caller.signal.removeEventListener('abort', leave)
    result.finally(stay).then(resolve, reject)
  })
}
