/**
 * A machine at a time, which goes with the power, and is switched on again when it has reset itself.
 *
 * Invariant: nobody waits for ever. A machine that resets itself over and over again is not ready in time; one that breaks
 * down, whenever that is, is told to all who wait for it, also later.
 */
import type { RunningProcess } from '../support/process.ts'
import type { Scope } from '../support/scope.ts'
import { readyLine } from '../support/system.ts'
import type { VolatileDisk } from './disk/volatile-disk.ts'
import type { PowerCut } from './disk/write-cache.ts'

export interface PowerSupply {
  /** All that was said on the serial port, over all power cycles. */
  console(): string[]
  /**
   * Resolves when Godwit is ready, or the power has gone again. Rejects, with the end of the console, where neither comes in
   * time, or the machine breaks down.
   */
  on(): Promise<void>
  /** Resolves when the power has gone, and the machine with it. Rejects where the machine breaks down before. */
  loss(): Promise<PowerCut>
}

export interface Machines {
  /** Switches one on. */
  start(): RunningProcess
  /** The power has gone: what was in memory is lost. */
  forget(): void
  /** Nothing more will come of the device, for this reason. */
  onBreakdown(reason: Error): void
  /** From the switch to ready, over all resets in between. */
  readyMs?: number
}

/** A boot is slow where it is emulated, and one that the watchdog has to end may come before it. */
const longestMs = 300_000

/** From one time that it is switched on to the next. */
interface Period {
  ready: PromiseWithResolvers<void>
  loss: PromiseWithResolvers<PowerCut>
}

/** Nothing is switched on yet, and nothing any more when the scope ends. */
export function openPowerSupply(scope: Scope, disk: VolatileDisk, machines: Machines): PowerSupply {
  const started: RunningProcess[] = []
  let period = newPeriod()
  let broken: Error | undefined
  let isWanted = true
  const start = (): void => {
    const machine = machines.start()
    started.push(machine)
    // What is deferred last is done first: nothing is switched on again while all is taken down.
    scope.defer(() => {
      isWanted = false
    })
    tellReady(machine, period)
    void machine.exited.then(({ code }) => {
      if (!disk.isOn || !isWanted) return
      if (code === 0) start()
      else breakDown(code)
    })
  }
  const breakDown = (code: number | null): void => {
    broken = failure(`the machine broke down with ${code}`, started)
    for (const awaited of [period.ready, period.loss]) awaited.reject(broken)
    machines.onBreakdown(broken)
  }
  disk.onCut((cut) => void lose(period, cut, started.at(-1), machines))
  return {
    console: () => consoleOf(started),
    loss: () => period.loss.promise,
    async on() {
      if (broken) throw broken
      if (!disk.isOn) disk.powerOn()
      period = newPeriod()
      start()
      const { length: first } = started
      const { readyMs = longestMs } = machines
      const late = () => `it was not ready after ${readyMs} ms and ${started.length - first} resets`
      await readyOrLost(period, readyMs, () => failure(late(), started))
    },
  }
}

function newPeriod(): Period {
  return { ready: Promise.withResolvers(), loss: Promise.withResolvers() }
}

/** That it ends before, or is late, is told elsewhere. */
function tellReady(machine: RunningProcess, { ready }: Period): void {
  machine.waitForLine(readyLine, longestMs).then(
    () => ready.resolve(),
    () => {},
  )
}

async function lose(
  { loss }: Period,
  cut: PowerCut,
  machine: RunningProcess | undefined,
  { forget }: Machines,
): Promise<void> {
  await machine?.kill()
  forget()
  loss.resolve(cut)
}

async function readyOrLost({ ready, loss }: Period, limitMs: number, late: () => Error): Promise<void> {
  const limit = setTimeout(() => ready.reject(late()), limitMs)
  await Promise.race([ready.promise, loss.promise]).finally(() => clearTimeout(limit))
}

function consoleOf(machines: RunningProcess[]): string[] {
  return machines.flatMap(({ lines }) => lines.map((line) => line.replaceAll('\r', '')))
}

function failure(what: string, machines: RunningProcess[]): Error {
  return new Error(`${what}:\n${consoleOf(machines).slice(-30).join('\n')}`)
}
