import type { BootControl, BootedSlot } from './boot-control.ts'
import type { BootEnvironment, Variables } from './environment.ts'
import {
  attemptsLeft,
  describeStanding,
  marked,
  preferred,
  primaryOf,
  type Standings,
  stateOf,
} from './standings.ts'

/** How a boot loader's script writes down what it knows of the slots. */
export interface Convention {
  /** Boots that a slot on trial gets. */
  attempts: number
  /** Takes what is missing as the boot script does. */
  decode(variables: Variables): Standings
  /** All variables of the convention. */
  encode(standings: Standings): Record<string, string>
}

/** Boot control by variables that the boot script reads, and counts attempts in. Each call is one write at most. */
export function environmentBootControl(
  environment: BootEnvironment,
  { attempts, decode, encode }: Convention,
  runningSlot: () => Promise<BootedSlot>,
): BootControl {
  const read = async () => decode(await environment.read())
  const change = (edit: (standings: Standings) => Standings) =>
    environment.change((variables) => encode(edit(decode(variables))))
  return {
    getCurrent: runningSlot,
    getPrimary: async () => primaryOf(await read()),
    setPrimary: (slot) => change((standings) => preferred(standings, slot, attempts)),
    getState: async (slot) => stateOf(await read(), slot),
    setState: (slot, state) => change((standings) => marked(standings, slot, state)),
    attemptsLeft: async (slot) => attemptsLeft(await read(), slot),
    async explain() {
      const { first, slots } = await read()
      const { a, b } = slots
      const standings = { preferred: first, a: describeStanding(a), b: describeStanding(b) }
      return { ...standings, ...(await environment.explain()) }
    },
  }
}
