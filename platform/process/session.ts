/**
 * Sessions: a program of `runProcess` begins one of its own, in which everything stays that it starts, unless it calls
 * setsid. Known by the id of that first process, and by when it began, since ids are given out again.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { systemClock } from '../clock.ts'
import { pause } from '../pause.ts'

/** A process, as long as it lives. */
interface ProcessState {
  pid: number
  session: number
  group: number
  /** Clock ticks since the boot. */
  startTime: string
}

const pollMs = 20
/** What SIGKILL has reached is gone soon, or hangs in the kernel. */
const killedMs = 1_000

/** When the process began, in clock ticks since the boot; undefined where there is none, or just what is left of it. */
export function startTimeOf(pid: number): string | undefined {
  return stateOf(pid)?.startTime
}

/** Whether a process of that session, other than the first, lives and was started with this in its environment. */
export function isOfSession(session: number, environment: string): boolean {
  return membersOf(session).some(({ pid }) => readProc(`${pid}/environ`)?.split('\0').includes(environment))
}

/** SIGTERM to all of the session; what is left after the grace gets SIGKILL. Resolves when they are gone, or hang. */
export async function endSession(session: number, graceMs: number): Promise<void> {
  for (const [signal, ms] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', killedMs],
  ] as const) {
    let members = membersOf(session)
    signalAll(members, signal)
    for (let waited = 0; members.length > 0 && waited < ms; waited += pollMs) {
      await pause(systemClock, pollMs)
      members = membersOf(session)
      if (signal === 'SIGKILL') signalAll(members, signal)
    }
    if (members.length === 0) return
  }
}

function membersOf(session: number): ProcessState[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const members: ProcessState[] = []
  for (const name of names) {
    const state = stateOf(Number(name))
    if (state && (state.session === session || state.group === session)) members.push(state)
  }
  return members
}

function signalAll(members: ProcessState[], signal: NodeJS.Signals): void {
  for (const { pid } of members) {
    try {
      process.kill(pid, signal)
    } catch {
      // It is gone.
    }
  }
}

/** The name of a program, which comes second, may hold blanks and parentheses. */
function stateOf(pid: number): ProcessState | undefined {
  const text = readProc(`${pid}/stat`)
  if (text === undefined) return undefined
  const [state, , group, session, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return undefined
  return { pid, group: Number(group), session: Number(session), startTime: rest[15] ?? '' }
}

/** At once: the kernel answers from memory, and a trip through the thread pool for each process would take far longer. */
function readProc(name: string): string | undefined {
  try {
    return readFileSync(`/proc/${name}`, 'latin1')
  } catch {
    return undefined
  }
}
