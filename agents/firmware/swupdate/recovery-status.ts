/**
 * What SWUpdate itself keeps of its last installation in U-Boot's environment, where its daemon runs with
 * `bootloader = "uboot"` (its manual, "Update state in the bootloader").
 *
 * It is evidence and decides nothing: which slot may be booted is Godwit's to say, and a slot whose installation was
 * interrupted is bad since before its first byte.
 */
import type { Variables } from '../boot/environment.ts'

/** Reads the boot loader's environment. */
export type ReadBootVariables = () => Promise<Variables>

/** By SWUpdate's `recovery_status`; it is not there where the last installation came to a good end. */
const recoveryStatuses: Record<string, { meaning: string; leftover: string }> = {
  in_progress: {
    meaning: 'an installation is under way, or has not come to its end',
    leftover: "SWUpdate's last installation has not come to its end",
  },
  failed: {
    meaning: 'the last installation has failed',
    leftover: "SWUpdate's last installation has failed",
  },
}

/** By SWUpdate's `ustate`. */
const updateStates: Record<string, string> = { '1': 'installed', '2': 'on trial', '3': 'failed' }

export interface RecoveryStatus {
  /** For the inventory; empty where SWUpdate has left nothing. */
  words: Record<string, string>
  /** What to say before an installation, where the last one did not come to a good end. */
  leftover: string | undefined
}

/** What there is; nothing where the environment cannot be read, which is for boot control to complain about. */
export async function readRecoveryStatus(read: ReadBootVariables | undefined): Promise<RecoveryStatus> {
  const variables: Variables = (await read?.().catch(() => undefined)) ?? new Map()
  const recoveryStatus = variables.get('recovery_status') ?? ''
  const updateState = variables.get('ustate') ?? ''
  const known = recoveryStatuses[recoveryStatus]
  return {
    words: {
      ...described('recoveryStatus', recoveryStatus, known?.meaning),
      ...described('updateState', updateState, updateStates[updateState]),
    },
    leftover: known?.leftover,
  }
}

function described(name: string, value: string, meaning: string | undefined): Record<string, string> {
  if (value === '') return {}
  return { [name]: meaning === undefined ? value : `${value}: ${meaning}` }
}
