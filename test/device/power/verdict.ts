/** Whether a device is what it must be after a power cut. Pure. */
import type { Installed } from '../installed.ts'
import { newVersion, oldVersion } from '../versions.ts'

/** What was seen of a campaign from version 1 to version 2, of firmware and software. */
export interface Observation {
  /** Final statuses that the device has told, in order. */
  statuses: readonly string[]
  /** Whether the commit had begun, or the campaign had completed, before the power went. */
  committed: boolean
  /** BUILD_ID of the system that came up last. */
  build: string | undefined
  /** What the device reports in the end; undefined where it does not. */
  installed: Installed | undefined
}

/** What is wrong; empty where all is well. */
export function faults(seen: Observation): string[] {
  const status = seen.statuses.at(-1)
  const expected = status === 'COMPLETED' ? newVersion : oldVersion
  const wrong: (string | false)[] = [
    new Set(seen.statuses).size > 1 && `it ended in several ways: ${seen.statuses.join(', ')}`,
    status !== 'COMPLETED' && status !== 'INCOMPLETE' && `it ended ${status ?? 'never'}`,
    seen.committed && status !== 'COMPLETED' && `a committed step was lost: it ended ${status}`,
    seen.build !== expected && `${status}, but build ${seen.build} runs`,
    ...faultsOf(seen.installed, expected, status),
  ]
  return wrong.filter((text) => text !== false)
}

function faultsOf(installed: Installed | undefined, expected: string, status: string | undefined) {
  if (!installed) return ['it does not say what is installed']
  const { firmware, software, slotState, drift } = installed
  return [
    firmware !== expected && `${status}, but firmware ${firmware} is reported`,
    software !== expected && `${status}, but software ${software} is installed`,
    slotState !== 'good' && `the slot that runs is ${slotState}`,
    ...drift,
  ]
}
