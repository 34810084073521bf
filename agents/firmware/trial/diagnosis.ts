/**
 * Why a version did not stay, by the best evidence there is: what the agent did itself, then what the kernel wrote when it
 * died, then what the hardware says, then what the boot loader has counted.
 */
import type { BootControl } from '../boot/boot-control.ts'
import type { CrashDump, Evidence } from './evidence.ts'
import type { FallbackReason, Trial } from './trial.ts'

/** Never rejects: where nothing tells, the cause is unknown. */
export async function diagnose(
  trial: Trial,
  evidence: Evidence,
  bootControl: BootControl,
): Promise<FallbackReason> {
  return (
    trial.givenUp ??
    byCrashDump(newDumps(trial, await evidence.crashDumps())) ??
    (await byHardware(evidence)) ??
    (await byAttempts(trial, bootControl)) ?? {
      cause: 'unknown',
      text: trial.up
        ? 'it had come up, and was left without a trace of why: a loss of power, or a reset'
        : 'nothing tells why',
    }
  )
}

function newDumps(trial: Trial, dumps: CrashDump[]): CrashDump[] {
  return dumps.filter(({ digest }) => !trial.knownDumps.includes(digest))
}

const panicLine = /Kernel panic - not syncing: *(.+)/
/** Drivers that panic when nobody feeds them say so, and so do the kernel's own detectors of lockups. */
const watchdogPanic = /watchdog|lockup|hung.?task|blocked tasks/i

/** A dump begins with the newest part; any of them may hold the line. */
function byCrashDump(dumps: CrashDump[]): FallbackReason | undefined {
  const panic = dumps.map(({ text }) => panicLine.exec(text)?.[1]?.trim()).find(Boolean)
  if (panic === undefined) return undefined
  return watchdogPanic.test(panic)
    ? { cause: 'watchdog', text: `the watchdog found it hanging (${panic})` }
    : { cause: 'panic', text: `its kernel panicked (${panic})` }
}

async function byHardware(evidence: Evidence): Promise<FallbackReason | undefined> {
  const word = await evidence.bootReason()
  if (word !== undefined && /watchdog|wdt|wdog/i.test(word)) {
    return { cause: 'watchdog', text: `the watchdog has reset the machine (the board says: ${word})` }
  }
  if (word !== undefined && /panic/i.test(word)) {
    return { cause: 'panic', text: `its kernel panicked (the board says: ${word})` }
  }
  if (await evidence.watchdogReset()) {
    return { cause: 'watchdog', text: 'the watchdog has reset the machine' }
  }
  return word === undefined ? undefined : { cause: 'reset', text: `the board says: ${word}` }
}

async function byAttempts(trial: Trial, { attemptsLeft }: BootControl): Promise<FallbackReason | undefined> {
  const left = await attemptsLeft?.(trial.to).catch(() => undefined)
  if (left !== 0) return undefined
  return { cause: 'attempts', text: 'the boot loader has used up the boots that it gives a slot on trial' }
}
