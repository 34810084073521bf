/** Real processes: started, read, killed, stopped, and proven to be gone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Scope } from './scope.ts'
import { defaultWaitMs, newChanges, waitUntil } from './waiting.ts'

export const repository = fileURLToPath(new URL('../..', import.meta.url))
/** The pinned runtime, and the program as it is shipped. */
export const node = `${repository}node_modules/.bin/node`
export const godwit = `${repository}dist/godwit.js`

/** A process has this long to end after SIGTERM. */
const stopLimitMs = 5000

export interface ExitStatus {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface ProcessOptions {
  cwd?: string
  /** Added to the environment, from which all of `GODWIT_…` is taken out. */
  env?: Record<string, string>
  /** Names the process in failures. */
  name?: string
  /** It may end by itself, in any way. Otherwise that is an error at the end of the scope. */
  mayEnd?: boolean
}

export interface RunningProcess {
  readonly pid: number
  readonly name: string
  /** Both streams, line by line, as they came. */
  readonly lines: string[]
  readonly exited: Promise<ExitStatus>
  /** Resolves with what there is to say when the process ends though nobody here has ended it. */
  readonly ended: Promise<Error>
  isRunning(): boolean
  /** The first line, of all so far or to come, that matches. */
  waitForLine(matches: RegExp, timeoutMs?: number): Promise<string>
  /** SIGKILL to the process and everything that it has started, as a service manager does. Resolves when it is gone. */
  kill(): Promise<ExitStatus>
  /** SIGKILL to the process alone, as the kernel does when memory runs out: what it has started goes on. */
  killAlone(): Promise<ExitStatus>
  /** SIGTERM. Rejects where the process does not end within five seconds; it is killed then. */
  stop(): Promise<ExitStatus>
}

/** `godwit …` as a real process; stopped at the end of the scope. */
export function startGodwit(scope: Scope, args: string[], options: ProcessOptions = {}): RunningProcess {
  return startProcess(scope, node, [godwit, ...args], {
    name: `godwit ${args.slice(0, 2).join(' ')}`,
    ...options,
  })
}

export function startProcess(
  scope: Scope,
  command: string,
  args: string[],
  options: ProcessOptions = {},
): RunningProcess {
  const name = options.name ?? command
  const child = spawn(command, args, {
    cwd: options.cwd ?? repository,
    env: { ...environment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { lines, changes } = readLines(child)
  const exited = exitOf(child, lines)
  let endWanted = options.mayEnd ?? false
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  exited.then(changes.notify, changes.notify)
  const unwantedEnd = () => new Error(`${name} ended by itself:\n${lines.slice(-30).join('\n')}`)
  const ended = new Promise<Error>((resolve) => {
    void exited.then(() => endWanted || resolve(unwantedEnd()))
  })
  const running: RunningProcess = {
    pid: child.pid ?? 0,
    name,
    lines,
    exited,
    ended,
    isRunning,
    waitForLine: (matches, timeoutMs = defaultWaitMs) =>
      waitUntil(
        () => {
          const line = lines.find((candidate) => matches.test(candidate))
          if (line === undefined && !isRunning()) throw unwantedEnd()
          return line
        },
        changes.listen,
        () => `${name} has not said ${matches}:\n${lines.slice(-30).join('\n')}`,
        timeoutMs,
      ),
    kill: () => {
      endWanted = true
      if (isRunning()) killTree(running.pid)
      return exited
    },
    killAlone: () => {
      endWanted = true
      if (isRunning()) child.kill('SIGKILL')
      return exited
    },
    stop: () => {
      endWanted = true
      return stop(child, running)
    },
  }
  scope.defer(async () => {
    if (!isRunning() && !endWanted) throw unwantedEnd()
    await running.stop()
  })
  return running
}

/** Runs a program to its end. */
export async function run(
  scope: Scope,
  command: string,
  args: string[],
  options: ProcessOptions = {},
): Promise<ExitStatus & { lines: string[] }> {
  const running = startProcess(scope, command, args, { ...options, mayEnd: true })
  return { ...(await running.exited), lines: running.lines }
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('GODWIT_')))
}

function readLines(child: ChildProcess) {
  const lines: string[] = []
  const changes = newChanges()
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
      changes.notify()
    })
    stream?.on('end', () => {
      if (rest) lines.push(rest)
    })
  }
  return { lines, changes }
}

function exitOf(child: ChildProcess, lines: string[]): Promise<ExitStatus> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      lines.push(error.message)
      resolve({ code: null, signal: null })
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

async function stop(child: ChildProcess, running: RunningProcess): Promise<ExitStatus> {
  if (!running.isRunning()) return running.exited
  let late = false
  const limit = setTimeout(() => {
    late = true
    killTree(running.pid)
  }, stopLimitMs)
  child.kill('SIGTERM')
  const status = await running.exited
  clearTimeout(limit)
  if (late) throw new Error(`${running.name} did not stop:\n${running.lines.slice(-30).join('\n')}`)
  return status
}

/** Kills a process and its descendants; they are stopped first, so that none can start another meanwhile. */
export function killTree(pid: number): void {
  const tree = [pid]
  for (const member of tree) {
    signal(member, 'SIGSTOP')
    tree.push(...childrenOf(member))
  }
  for (const member of tree) signal(member, 'SIGKILL')
}

/** Of all its threads: a child belongs to the one that has started it. */
function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'))
    return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))
  } catch {
    return []
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended meanwhile.
  }
}
