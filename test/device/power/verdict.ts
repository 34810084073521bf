/** Whether a device is what it must be after a power cut. Pure. */
import type { Installed } from '../installed.ts'

/** What was seen of a campaign that brings firmware and software from one version to another. */
export interface Observation {
  from: string
  to: string
  /** Final statuses that the device has told, in order. */
  statuses: readonly string[]
  /** What the manager had commanded when the power went for the last time, as `domain COMMAND`. */
  commands: readonly string[]
  /** BUILD_ID of the system that came up last. */
  build: string | undefined
  /** What was said on the serial port. */
  console: readonly string[]
  /** What the device reports in the end; undefined where it does not. */
  installed: Installed | undefined
}

/** What no device says that is well; neither a reboot nor a power cut lets anything say goodbye. */
const complaints = [
  { line: /^GODWIT ENDED/, means: 'Godwit has ended by itself' },
  { line: /EXT4-fs error/, means: 'a file system is damaged' },
]

/** What is wrong; empty where all is well. */
export function faults(seen: Observation): string[] {
  const status = seen.statuses.at(-1)
  const expected = status === 'COMPLETED' ? seen.to : seen.from
  const given = (command: string) => seen.commands.some((one) => one.endsWith(` ${command}`))
  const wrong: (string | false)[] = [
    new Set(seen.statuses).size > 1 && `it ended in several ways: ${seen.statuses.join(', ')}`,
    status !== 'COMPLETED' && status !== 'INCOMPLETE' && `it ended ${status ?? 'never'}`,
    isCommitted(seen.commands) && status !== 'COMPLETED' && `a committed step was lost: it ended ${status}`,
    !given('ACTIVATE') && status !== 'COMPLETED' && `nothing was switched yet, and it ended ${status}`,
    seen.build !== expected && `${status}, but build ${seen.build} runs`,
    ...complaints.flatMap(({ line, means }) => {
      const said = seen.console.find((text) => line.test(text))
      return said === undefined ? [] : [`${means}: ${said}`]
    }),
    ...faultsOf(seen.installed, expected, status),
  ]
  return wrong.filter((text) => text !== false)
}

/** A campaign that goes back is cleaned up, too: what came first has decided. */
function isCommitted(commands: readonly string[]): boolean {
  return commands.find((command) => / (ROLLBACK|CLEANUP)$/.test(command))?.endsWith(' CLEANUP') ?? false
}

function faultsOf(installed: Installed | undefined, expected: string, status: string | undefined) {
  if (!installed) return ['it does not say what is installed']
  const { firmware, software, slot, primary, slotState, drift } = installed
  return [
    firmware !== expected && `${status}, but firmware ${firmware} is reported`,
    software !== expected && `${status}, but software ${software} is installed`,
    primary !== slot && `slot ${slot} runs, and ${primary} is preferred`,
    slotState !== 'good' && `the slot that runs is ${slotState}`,
    ...drift,
  ]
}
