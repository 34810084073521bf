/**
 * Runs the hooks of a release: optional programs that know what the agent cannot know.
 *
 * The contract: exit 0 means done, 75 try again later, 100 done but the device has to be rebooted; all else is a
 * failure. A hook runs in its release's folder, may be run again after a crash, and is ended with all that it has
 * started when it takes too long.
 */
import type { Clock } from '../../platform/clock.ts'
import { formatDuration } from '../../platform/config/duration.ts'
import { pause } from '../../platform/pause.ts'
import { type ProcessResult, runProcess } from '../../platform/process/run.ts'
import { GodwitError } from '../../spec/index.ts'
import type { StepContext } from '../sdk/agent.ts'
import { findHook, type HookName } from './hook-files.ts'
import { openStatusFile } from './hook-status.ts'
import { type ComponentFolder, releaseFolder } from './installation.ts'
import type { SoftwareSettings } from './settings.ts'

/** Whose hook it is, and what it is told. */
export interface HookSubject {
  folder: ComponentFolder
  version: string
  /** The version before it; the one that is left, where the old one is activated again. */
  previous: string | undefined
}

export interface HookTools {
  clock: Clock
  settings: Pick<SoftwareSettings, 'hookTimeoutMs'>
}

export type HookOutcome = 'done' | 'rebootNeeded'

const exitTryAgain = 75
const exitReboot = 100
/** A hook that asks for it is run this many times. */
const maxRuns = 6
const pauseMs = 10_000
/** How much of its last output goes into the message of a failure. */
const tailBytes = 1_024

/**
 * Runs the hook, where the release has it. Rejects with HOOK_FAILED, HOOK_TIMEOUT or TRY_AGAIN_LATER, with the last
 * output in the message, or with the signal's reason.
 */
export async function runHook(
  name: HookName,
  subject: HookSubject,
  tools: HookTools,
  context: StepContext,
): Promise<HookOutcome> {
  const file = await findHook(releaseFolder(subject.folder, subject.version), name)
  if (file === undefined) return 'done'
  for (let run = 1; ; run += 1) {
    const result = await runOnce(file, name, subject, tools, context)
    if (result.exitCode === 0 && !result.timedOut) return 'done'
    if (result.exitCode === exitReboot && !result.timedOut) return 'rebootNeeded'
    const failure = failureOf(name, subject, result, tools)
    if (failure.code !== 'TRY_AGAIN_LATER' || run === maxRuns) throw failure
    context.log.info({ hook: name, run }, 'a hook asks to be run again later')
    await pause(tools.clock, pauseMs, context.signal)
  }
}

async function runOnce(
  file: string,
  name: HookName,
  subject: HookSubject,
  { settings }: HookTools,
  context: StepContext,
): Promise<ProcessResult> {
  const release = releaseFolder(subject.folder, subject.version)
  let percent = 0
  const status = await openStatusFile(subject.folder.releases, ({ progress, message }) => {
    percent = progress ?? percent
    context.progress(percent, message)
  })
  try {
    return await runProcess([file], {
      cwd: release,
      env: environment(subject, release, status.path),
      timeoutMs: settings.hookTimeoutMs,
      signal: context.signal,
      tailBytes,
      onLine: (line) => context.log.debug({ hook: name, line }, 'a hook says'),
    })
  } catch (error) {
    context.signal.throwIfAborted()
    const problem = error instanceof Error ? error.message : String(error)
    throw new GodwitError('HOOK_FAILED', `hook ${name} of ${nameOf(subject)}: ${problem}`, { cause: error })
  } finally {
    await status.close()
  }
}

/** Little of the agent's own environment: what a hook sees must not depend on how the agent was started. */
function environment({ folder, version, previous }: HookSubject, release: string, statusFile: string) {
  const {
    PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME = '/',
    LANG = 'C.UTF-8',
  } = process.env
  return {
    PATH,
    HOME,
    LANG,
    GODWIT_COMPONENT: folder.component,
    GODWIT_VERSION: version,
    GODWIT_PREVIOUS_VERSION: previous ?? '',
    GODWIT_RELEASE_DIR: release,
    GODWIT_STATUS_FILE: statusFile,
  }
}

function failureOf(
  name: HookName,
  subject: HookSubject,
  { exitCode, signal, timedOut, tail }: ProcessResult,
  { settings }: HookTools,
): GodwitError {
  const text = (problem: string) => {
    const output = tail.trim()
    return `hook ${name} of ${nameOf(subject)} ${problem}${output && `: ${output}`}`
  }
  if (timedOut)
    return new GodwitError('HOOK_TIMEOUT', text(`took longer than ${formatDuration(settings.hookTimeoutMs)}`))
  if (exitCode === exitTryAgain) {
    return new GodwitError('TRY_AGAIN_LATER', text('asks to try again later'), { retryable: true })
  }
  return new GodwitError(
    'HOOK_FAILED',
    text(signal ? `was ended by ${signal}` : `ended with status ${exitCode}`),
  )
}

function nameOf({ folder, version }: HookSubject): string {
  return `${folder.component} ${version}`
}
