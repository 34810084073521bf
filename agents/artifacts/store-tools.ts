/** The parts of the device's artifact store, which all who work with it have in common. */
import type { Clock } from '../../platform/clock.ts'
import { type Disk, systemDisk } from '../../platform/disk.ts'
import type { Log } from '../../platform/log.ts'
import { type ContentStore, createContentStore } from './content/content-store.ts'
import { createPinBook, type PinBook } from './content/pins.ts'
import { createStoreLock, type StoreLock } from './content/store-lock.ts'
import type { ArtifactSettings } from './settings.ts'

export interface StorePorts {
  /** Where artifacts are kept: the same for all agents of the device, in one process or several. */
  folder: string
  clock: Clock
  log: Log
  disk?: Disk
}

export interface StoreTools extends Required<StorePorts> {
  settings: ArtifactSettings
  store: ContentStore
  pins: PinBook
  lock: StoreLock
}

export function openStore(settings: ArtifactSettings, ports: StorePorts): StoreTools {
  const { folder, clock, log, disk = systemDisk } = ports
  return {
    ...{ folder, clock, log, disk, settings },
    store: createContentStore(folder, ports),
    pins: createPinBook(folder, ports),
    lock: createStoreLock(folder, clock),
  }
}
