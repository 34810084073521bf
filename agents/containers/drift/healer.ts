/**
 * Puts right what has drifted, one component at a time.
 *
 * Invariants:
 * - Never while an operation is at work: what is under way ends before a step begins.
 * - After each attempt a component is left alone, for longer each time, until it has held for a while: what somebody
 *   undoes again and again, or what cannot be repaired, costs next to nothing.
 */
import type { Clock, Timer } from '../../../platform/clock.ts'
import { formatDuration } from '../../../platform/config/duration.ts'
import type { Log } from '../../../platform/log.ts'
import { redactText } from '../../../platform/redact.ts'
import type { Difference } from './compare.ts'

export interface Healer {
  /** What differs now. Repairs what is due; calls `later` when that has ended, or when something else is due. */
  consider(found: Difference[], later: () => void): void
  /** What was done to a component last, for the inventory. */
  told(component: string): string | undefined
  /** Resolves when nothing is under way any more. */
  rest(): Promise<void>
  stop(): void
}

interface History {
  attempts: number
  /** In steady time. */
  dueAt: number
  told: string
}

type Repair = (component: string, signal: AbortSignal) => Promise<void>

const longestPauseMs = 60 * 60 * 1_000
const mostDoublings = 20
/** Beyond its pause: after that a repair has held. */
const holdsMs = 10 * 60 * 1_000
const longestTold = 200

export function createHealer(
  repair: Repair,
  firstPauseMs: number,
  { clock, log }: { clock: Clock; log: Log },
): Healer {
  const histories = new Map<string, History>()
  let stopping = new AbortController()
  let underWay: Promise<void> | undefined
  let timer: Timer | undefined
  const dueAt = ({ brought }: Difference) => histories.get(brought.component)?.dueAt ?? 0

  async function attempt({ brought: { component }, text }: Difference, signal: AbortSignal): Promise<void> {
    const before = histories.get(component)
    const hasHeld = before === undefined || clock.steady() > before.dueAt + holdsMs
    const attempts = hasHeld ? 1 : before.attempts + 1
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempts - 1, mostDoublings))
    const result = await repair(component, signal).then(
      () => 'put right',
      (error) => {
        signal.throwIfAborted()
        log.warn({ component, drift: text, error, pauseMs }, 'what has drifted cannot be put right')
        return `failed: ${redactText(error instanceof Error ? error.message : String(error)).slice(0, longestTold)}`
      },
    )
    if (result === 'put right')
      log.info({ component, drift: text, attempts }, 'has put right what has drifted')
    const when = new Date(clock.now()).toISOString()
    const told = `${text}: ${result}, attempt ${attempts} at ${when}, the next after ${formatDuration(pauseMs)}`
    histories.set(component, { attempts, dueAt: clock.steady() + pauseMs, told })
  }

  async function work(due: Difference[], signal: AbortSignal): Promise<void> {
    for (const difference of due) {
      if (signal.aborted) return
      await attempt(difference, signal).catch((error) => {
        if (!signal.aborted) throw error
      })
    }
  }
  const end = () => {
    stopping.abort()
    stopping = new AbortController()
    timer?.cancel()
    timer = undefined
  }
  return {
    consider(found, later) {
      timer?.cancel()
      timer = undefined
      if (underWay || found.length === 0) return
      const now = clock.steady()
      const due = found.filter((difference) => dueAt(difference) <= now)
      if (due.length === 0) {
        timer = clock.after(Math.min(...found.map(dueAt)) - now, later)
        return
      }
      const { signal } = stopping
      underWay = work(due, signal)
        .catch((error) => log.error({ error }, 'what has drifted is not put right'))
        .finally(() => {
          underWay = undefined
          if (!signal.aborted) later()
        })
    },
    told: (component) => histories.get(component)?.told,
    async rest() {
      end()
      await underWay
    },
    stop: end,
  }
}
