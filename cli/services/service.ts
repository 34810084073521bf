import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'

/** A part of Godwit that runs within this process until it is stopped. It is at work, but perhaps not connected. */
export interface Service {
  /** Resolves when it is connected. */
  ready(): Promise<void>
  /** Resolves when nothing more is done, and everything is on the disk. Never rejects; idempotent. */
  stop(): Promise<void>
}

/** What all services of a process share. */
export interface Surroundings {
  log: Log
  clock: Clock
  /** A number in [0, 1). */
  random: () => number
  /** Changes with every boot. */
  bootId: string
  /** Version of Godwit. */
  version: string
}

/** How long a service may take to send its last messages and say goodbye, ms. */
export const farewellMs = 500

/** The folder of all state that must survive a reboot. */
export const stateDirOf = ({ stateDir = '/var/lib/godwit' }: { stateDir?: string }): string => stateDir
