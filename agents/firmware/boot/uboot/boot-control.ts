import type { BootControl } from '../boot-control.ts'
import type { Variables } from '../environment.ts'
import { type Convention, environmentBootControl } from '../environment-boot-control.ts'
import { type RunningSlotSettings, runningSlot, type SlotNames } from '../running-slot.ts'
import type { Standing, Standings } from '../standings.ts'
import { type UbootEnvironmentSettings, ubootEnvironment } from './environment.ts'

export interface UbootSettings extends UbootEnvironmentSettings, RunningSlotSettings {
  /** Boots that a slot on trial gets, 1 to 9; 3. */
  attempts?: number | undefined
}

/**
 * Boot control by U-Boot's environment, with a script such as `examples/boot/boot.cmd`.
 *
 * The variables are those of RAUC (its manual, "U-Boot"): BOOT_ORDER, BOOT_A_LEFT, BOOT_B_LEFT. BOOT_A_TRIAL and
 * BOOT_B_TRIAL are Godwit's: only a slot on trial is counted down, so that a good one stays good, and the environment is
 * not written, however often the power goes while it boots.
 */
export function ubootBootControl(settings: UbootSettings): BootControl {
  const { attempts = 3, names } = settings
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > 9) {
    throw new RangeError('attempts: 1 to 9') // one digit: scripts read it as decimal or hexadecimal
  }
  const convention: Convention = {
    attempts,
    decode: (variables) => decode(variables, names, attempts),
    encode: (standings) => encode(standings, names, attempts),
  }
  return environmentBootControl(ubootEnvironment(settings), convention, () => runningSlot(settings))
}

function decode(variables: Variables, names: SlotNames, attempts: number): Standings {
  const order = variables.get('BOOT_ORDER')?.split(' ').filter(Boolean) ?? [names.a, names.b]
  const standing = (name: string, fresh: number): Standing =>
    order.includes(name) ? standingOf(variables, name, fresh) : { kind: 'bad' }
  return {
    first: order[0] === names.b ? 'b' : 'a',
    slots: { a: standing(names.a, attempts), b: standing(names.b, 0) },
  }
}

/** `fresh` stands for the counter where it is missing, as in the example script. */
function standingOf(variables: Variables, name: string, fresh: number): Standing {
  const told = Number.parseInt(variables.get(`BOOT_${name}_LEFT`) ?? '', 16)
  const left = Number.isNaN(told) ? fresh : told
  if (variables.get(`BOOT_${name}_TRIAL`) === '1') return { kind: 'trial', attemptsLeft: left }
  return { kind: left > 0 ? 'good' : 'bad' }
}

function encode({ first, slots }: Standings, names: SlotNames, attempts: number): Record<string, string> {
  const order = first === 'a' ? [names.a, names.b] : [names.b, names.a]
  return {
    BOOT_ORDER: order.join(' '),
    ...variablesOf(slots.a, names.a, attempts),
    ...variablesOf(slots.b, names.b, attempts),
  }
}

function variablesOf(standing: Standing, name: string, attempts: number): Record<string, string> {
  const left = { good: attempts, bad: 0, trial: standing.kind === 'trial' ? standing.attemptsLeft : 0 }
  return {
    [`BOOT_${name}_LEFT`]: String(left[standing.kind]),
    [`BOOT_${name}_TRIAL`]: standing.kind === 'trial' ? '1' : '0',
  }
}
