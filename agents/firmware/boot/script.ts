import { systemClock } from '../../../platform/clock.ts'
import { pause } from '../../../platform/pause.ts'
import { type ProcessResult, runProcess } from '../../../platform/process/run.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { BootControl, BootedSlot, Slot, SlotState } from './boot-control.ts'

export interface BootControlCommand {
  /** The command and its first arguments; a word, and where it needs one a slot and a state, follow. */
  command: string[]
  /** How long one call may take. */
  timeoutMs: number
}

/** A boot environment may be locked for a moment, or its device busy; a call changes nothing by being repeated. */
const attempts = 3
const pauseMs = 250

const slots: readonly Slot[] = ['a', 'b']
const booted: readonly BootedSlot[] = [...slots, 'rescue']
const states: readonly SlotState[] = ['good', 'bad']

/** Boot control by a command that takes the words of RAUC's custom backend, with slots called `a` and `b`. */
export function commandBootControl(settings: BootControlCommand): BootControl {
  const tell = async (...words: string[]) => void (await callRepeatedly(settings, words))
  const ask = async <Answer extends string>(allowed: readonly Answer[], ...words: string[]) =>
    answerOf(await callRepeatedly(settings, words), allowed, words)
  return {
    getCurrent: () => ask(booted, 'get-current'),
    getPrimary: () => ask(slots, 'get-primary'),
    setPrimary: (slot) => tell('set-primary', slot),
    getState: (slot) => ask(states, 'get-state', slot),
    setState: (slot, state) => tell('set-state', slot, state),
  }
}

/** The lines of a call that succeeded. Rejects with BOOT_CONTROL_FAILED after the last attempt, or a timeout. */
async function callRepeatedly(settings: BootControlCommand, words: string[]): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const lines: string[] = []
    const result = await run(settings, words, (line) => lines.push(line))
    if (result.exitCode === 0) return lines
    if (result.timedOut || attempt === attempts) throw failed(words, outcomeOf(result, settings.timeoutMs))
    await pause(systemClock, pauseMs)
  }
}

async function run(
  { command, timeoutMs }: BootControlCommand,
  words: string[],
  onLine: (line: string) => void,
): Promise<ProcessResult> {
  try {
    return await runProcess([...command, ...words], { timeoutMs, onLine })
  } catch (cause) {
    throw failed(words, `is not possible: ${(cause as Error).message}`, cause)
  }
}

function outcomeOf({ timedOut, signal, exitCode, tail }: ProcessResult, timeoutMs: number): string {
  if (timedOut) return `took longer than ${timeoutMs} ms`
  const end = signal ? `was ended by ${signal}` : `ended with status ${exitCode}`
  return tail.trim() === '' ? end : `${end}: ${tail.trim().replaceAll('\n', '; ')}`
}

/** Standard error is among the lines: the answer is the last one that can be one. */
function answerOf<Answer extends string>(
  lines: string[],
  allowed: readonly Answer[],
  words: string[],
): Answer {
  const said = lines.map((line) => line.trim()).filter(Boolean)
  const answers = said.flatMap((line) => allowed.filter((answer) => answer === line))
  const answer = answers.at(-1)
  if (answer) return answer
  throw failed(words, `answered "${said.at(-1) ?? ''}", which is not ${allowed.join(' or ')}`)
}

function failed(words: string[], what: string, cause?: unknown): GodwitError {
  return new GodwitError('BOOT_CONTROL_FAILED', `boot control ${words.join(' ')} ${what}`, { cause })
}
