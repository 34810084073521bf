import type { BootControl, Slot } from '../boot-control.ts'
import type { Variables } from '../environment.ts'
import { type Convention, environmentBootControl } from '../environment-boot-control.ts'
import { type RunningSlotSettings, runningSlot, type SlotNames } from '../running-slot.ts'
import type { Standing, Standings } from '../standings.ts'
import { grubEnvironment } from './environment.ts'

export interface GrubSettings extends RunningSlotSettings {
  /** The environment block, as in `/boot/grub/grubenv`; a file that exists. */
  environment: string
}

/**
 * Boot control by GRUB's environment block, with a script such as `examples/boot/grub.cfg`.
 *
 * The variables are those of RAUC (its manual, "GRUB"): ORDER, A_OK, A_TRY, B_OK, B_TRY; a slot on trial gets one boot.
 * A_TRIAL and B_TRIAL are Godwit's: only of a slot on trial is an attempt counted, so that a good one stays good when
 * the power goes while it boots.
 */
export function grubBootControl(settings: GrubSettings): BootControl {
  const convention = grubConvention(settings.names)
  const names = Object.keys(convention.encode(convention.decode(new Map())))
  return environmentBootControl(grubEnvironment(settings.environment, names), convention, () =>
    runningSlot(settings),
  )
}

function grubConvention(names: SlotNames): Convention {
  return {
    attempts: 1,
    decode: (variables) => decode(variables, names),
    encode: (standings) => encode(standings, names),
  }
}

function decode(variables: Variables, names: SlotNames): Standings {
  const [preferred] = (variables.get('ORDER') ?? '').split(' ').filter(Boolean)
  return {
    first: preferred === names.b ? 'b' : 'a',
    slots: { a: standingOf(variables, names.a, '1'), b: standingOf(variables, names.b, '0') },
  }
}

/** `fresh` stands for NAME_OK where it is missing, as in the example script. */
function standingOf(variables: Variables, name: string, fresh: string): Standing {
  const isSet = (variable: string, missing = '0') => (variables.get(`${name}_${variable}`) ?? missing) === '1'
  if (!isSet('OK', fresh)) return { kind: 'bad' }
  if (isSet('TRIAL')) return { kind: 'trial', attemptsLeft: isSet('TRY') ? 0 : 1 }
  return { kind: isSet('TRY') ? 'bad' : 'good' }
}

/**
 * Of constant length. ORDER comes last, and TRIAL before OK: were a write torn inside of the sector, front first, a
 * slot would not be preferred before it is ready, nor be good before its trial.
 */
function encode({ first, slots }: Standings, names: SlotNames): Record<string, string> {
  const order = first === 'a' ? [names.a, names.b] : [names.b, names.a]
  return { ...variablesOf(slots.a, names.a), ...variablesOf(slots.b, names.b), ORDER: order.join(' ') }
}

function variablesOf(standing: Standing, name: Slot | string): Record<string, string> {
  const used = standing.kind === 'trial' && standing.attemptsLeft === 0
  return {
    [`${name}_TRIAL`]: standing.kind === 'trial' ? '1' : '0',
    [`${name}_TRY`]: used ? '1' : '0',
    [`${name}_OK`]: standing.kind === 'bad' ? '0' : '1',
  }
}
