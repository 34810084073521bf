/** Whether a disk has power, and when it loses it. */
import { type CutTrigger, type DiskCommand, watchFor } from './cut-trigger.ts'
import type { PowerCut } from './write-cache.ts'

/** The disk cannot answer. */
export class PowerIsOff extends Error {
  override readonly name = 'PowerIsOff'
}

export interface DiskPower {
  readonly isOn: boolean
  /** Another trigger instead of an earlier one; `undefined` disarms. */
  arm(trigger: CutTrigger | undefined): void
  /** Whether it has to go at this command. One that it waits for to be answered is remembered. */
  goesAt(command: DiskCommand): boolean
  /** A command was answered: it goes now where it has waited for that. */
  answered(): void
  /** Throws PowerIsOff where it is gone. */
  cut(): PowerCut
  /** Returns how to end that. */
  onCut(listener: (cut: PowerCut) => void): () => void
  /** On again, or off without a cut, so that nobody hears of it. */
  turn(on: boolean): void
}

export function assertOn({ isOn }: DiskPower): void {
  if (!isOn) throw new PowerIsOff('the power is off')
}

/** It is on. `lose` is what a power cut does. */
export function openDiskPower(lose: () => PowerCut): DiskPower {
  const listeners = new Set<(cut: PowerCut) => void>()
  let isOn = true
  let armed: { trigger: CutTrigger; isDue(command: DiskCommand): boolean } | undefined
  let goesWhenAnswered = false
  const arm = (trigger: CutTrigger | undefined) => {
    armed = trigger && { trigger, isDue: watchFor(trigger) }
    goesWhenAnswered = false
  }
  const power: DiskPower = {
    get isOn() {
      return isOn
    },
    arm,
    goesAt(command) {
      if (!armed?.isDue(command)) return false
      goesWhenAnswered = armed.trigger.on === 'flush' && armed.trigger.when === 'answered'
      return !goesWhenAnswered
    },
    answered: () => void (goesWhenAnswered && power.cut()),
    cut() {
      assertOn(power)
      const report = lose()
      isOn = false
      arm(undefined)
      for (const listener of [...listeners]) listener(report)
      return report
    },
    onCut(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    turn(on) {
      isOn = on
    },
  }
  return power
}
