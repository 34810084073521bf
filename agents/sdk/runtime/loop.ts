/**
 * The machine's engine: takes events in order, writes the state down, then lets the effects run.
 *
 * Invariants:
 * - No effect runs before the state it follows from is on the disk.
 * - Events that arrive while a write is under way are carried together by the next one.
 * - A disk that refuses a write holds everything up, and is tried again; nothing is lost meanwhile.
 */
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { Effect, Event } from '../operation/events.ts'
import { transition } from '../operation/machine.ts'
import type { AgentState } from '../operation/state.ts'
import type { MachineSettings } from '../operation/turn.ts'

export interface Loop {
  /** Resolves when what the event means is durable. Never rejects. */
  dispatch(event: Event): Promise<void>
  /** The last state whose effects were let run; never ahead of the disk. */
  state(): AgentState
}

export interface LoopOptions {
  initial: AgentState
  settings: MachineSettings
  /** Resolves when the operations are on the disk. */
  persist(state: AgentState): Promise<void>
  /** Starts what has to be done; does not wait for it. */
  perform(effect: Effect): void
  clock: Clock
  log: Log
}

const retryMs = 1_000

export function createLoop({ initial, settings, persist, perform, clock, log }: LoopOptions): Loop {
  let state = initial
  let durable = initial
  let busy = false
  let queue: { event: Event; done: () => void }[] = []

  const take = (events: Event[]) => {
    const effects: Effect[] = []
    let write = false
    for (const event of events) {
      try {
        const next = transition(state, event, clock.now(), settings)
        state = next.state
        effects.push(...next.effects)
        write ||= next.durable
      } catch (error) {
        log.error({ error, event: event.type }, 'an event could not be handled; it is dropped')
      }
    }
    return { effects, write }
  }
  const writeDown = async () => {
    for (;;) {
      try {
        return await persist(state)
      } catch (error) {
        log.error({ error }, 'the state cannot be written; trying again')
        await new Promise<void>((resolve) => clock.after(retryMs, resolve))
      }
    }
  }
  const drain = async () => {
    busy = true
    while (queue.length > 0) {
      const batch = queue
      queue = []
      const { effects, write } = take(batch.map(({ event }) => event))
      if (write) await writeDown()
      durable = state
      for (const { done } of batch) done()
      for (const effect of effects) perform(effect)
    }
    busy = false
  }
  return {
    dispatch: (event) =>
      new Promise((resolve) => {
        queue.push({ event, done: resolve })
        if (!busy) void drain()
      }),
    state: () => durable,
  }
}
