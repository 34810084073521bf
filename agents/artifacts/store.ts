import path from 'node:path'
import { makeFolder } from '../../platform/store/durable-file.ts'
import type { ArtifactStore } from './artifacts.ts'
import { endHolders } from './content/ending.ts'
import { forgetInstalled } from './content/installed.ts'
import type { Holder, Pins } from './content/pins.ts'
import type { FetchTools } from './download/fetch.ts'
import { createMirrorHealth } from './download/mirrors.ts'
import { newSharedFetches } from './download/shared-fetch.ts'
import { createGate } from './gate/gate.ts'
import { type OperationView, viewOfOperation } from './operation-view.ts'
import type { ArtifactSettings } from './settings.ts'
import { openStore, type StorePorts } from './store-tools.ts'

export interface ArtifactPorts extends StorePorts {
  /** Whose operations these are. One process at a time may be the agent of a domain. */
  domain: string
  /** In [0, 1). */
  random: () => number
}

/** The artifact store of the device, for the agent of one domain. */
export function createArtifactStore(settings: ArtifactSettings, ports: ArtifactPorts): ArtifactStore {
  const { domain, random } = ports
  const tools = openStore(settings, ports)
  const { store, clock, log } = tools
  const gate = createGate(settings, ports)
  const mirrors = createMirrorHealth(path.join(tools.folder, 'mirrors.json'), { clock, log })
  const fetchTools: FetchTools = { store, settings, clock, log, random, gate, mirrors }
  const fetches = newSharedFetches()
  const views = new Map<string, OperationView>()
  const holderOf = (operation: string): Holder => ({ domain, operation })

  function close(activityId: string): void {
    views.get(activityId)?.close()
    views.delete(activityId)
  }

  return {
    forOperation(activityId) {
      const view =
        views.get(activityId) ?? viewOfOperation(holderOf(activityId), tools, { fetches, fetchTools })
      views.set(activityId, view)
      return view.artifacts
    },
    async endOperation(activityId, { committed } = { committed: false }) {
      close(activityId)
      await endHolders((pins) => isOperation(pins, activityId, domain), { committed }, tools)
    },
    async endOthers(activityIds) {
      await makeFolder(tools.folder)
      for (const known of [...views.keys()]) if (!activityIds.includes(known)) close(known)
      const isOther = ({ holder }: Pins) =>
        holder.domain === domain && 'operation' in holder && !activityIds.includes(holder.operation)
      await forgetInstalled(domain, tools)
      await endHolders(isOther, { committed: false, collect: true }, tools)
    },
  }
}

function isOperation({ holder }: Pins, activityId: string, domain: string): boolean {
  return holder.domain === domain && 'operation' in holder && holder.operation === activityId
}
