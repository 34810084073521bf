/**
 * Runs the hooks of a release: optional programs that know what the agent cannot know.
 *
 * The contract: exit 0 means done, 75 try again later, 100 done but the device has to be rebooted; all else is a
 * failure. A hook runs in its release's folder and in a session of its own, may be run again after a crash, and is ended
 * when it takes too long. When its first process has ended it is over: what is left in its session is ended too.
 */
import { formatDuration } from '../../../platform/config/duration.ts'
import { pause } from '../../../platform/pause.ts'
import { type ProcessResult, runProcess } from '../../../platform/process/run.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { StepContext } from '../../sdk/agent.ts'
import type { ReleaseSubject, SoftwareDevice } from '../device.ts'
import { readRelease, releaseFolder, versionOf } from '../installation.ts'
import { runsOf } from '../scratch-notes.ts'
import { limitedCommand } from './command.ts'
import { artifactsDirOf, type HookPhase, type HookRun, hookEnvironment } from './environment.ts'
import { hookFailure } from './failure.ts'
import { hookGraceMs, makeHookFolder, recordHook, sweepHook } from './leftovers.ts'
import { findProgram, type HookName, type HookProgram } from './program.ts'
import { type HookStatus, watchStatusFile } from './status.ts'
import { lookUpUser } from './user.ts'

export interface HookCall {
  name: HookName
  phase: HookPhase
  subject: ReleaseSubject
}

export type HookOutcome = 'done' | 'rebootNeeded'

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
  call: HookCall,
  device: SoftwareDevice,
  context: StepContext,
): Promise<HookOutcome> {
  const { name, subject } = call
  const { installCommand } = device.settings
  const release = releaseFolder(subject.folder, subject.release)
  const program = await findProgram(release, name, installCommand)
  if (program === undefined) return 'done'
  for (let run = 1; ; run += 1) {
    const { result, status } = await runOnce(program, call, device, context)
    if (!result.timedOut && result.exitCode === 0) return 'done'
    if (!result.timedOut && result.exitCode === exitReboot) return 'rebootNeeded'
    const failure = hookFailure(nameOf(call), result, status, device.settings)
    if (failure.code !== 'TRY_AGAIN_LATER' || run === maxRuns) throw failure
    context.log.info({ hook: name, run }, 'a hook asks to be run again later')
    const wait = `hook ${nameOf(call)} asks to be run again, in ${formatDuration(pauseMs)}`
    context.progress(status.progress ?? 0, status.message ? `${wait}: ${status.message}` : wait, pauseMs)
    await pause(device.clock, pauseMs, context.signal)
  }
}

async function runOnce(
  program: HookProgram,
  call: HookCall,
  { settings }: SoftwareDevice,
  context: StepContext,
): Promise<{ result: ProcessResult; status: HookStatus }> {
  const { subject, phase } = call
  const record = await readRelease(subject.folder, subject.release)
  const user = await lookUpUser(record?.user ?? settings.hookUser)
  const attempt = await runsOf(call.name, phase).next(context.scratch)
  const folder = await makeHookFolder(subject.folder, user)
  const artifactsDir = artifactsDirOf(
    releaseFolder(subject.folder, subject.release),
    record?.type === 'plain',
  )
  const run: HookRun = { subject, program, folder, phase, attempt, user, artifactsDir }
  let pid: number | undefined
  const started = async (id: number) => {
    pid = id
    await recordHook(subject.folder, id, context.bootId, folder)
  }
  try {
    return await runWatched(call, run, settings, context, started)
  } finally {
    await sweepHook(subject.folder, pid, folder)
  }
}

async function runWatched(
  call: HookCall,
  run: HookRun,
  { hookTimeoutMs, hookLimits }: SoftwareDevice['settings'],
  context: StepContext,
  onSpawn: (pid: number) => Promise<void>,
): Promise<{ result: ProcessResult; status: HookStatus }> {
  let percent = 0
  const statusFile = run.program.statusFile ?? run.folder.statusFile
  const watched = await watchStatusFile(statusFile, ({ progress, message }) => {
    percent = progress ?? percent
    context.progress(percent, message)
  })
  try {
    const result = await runProcess(limitedCommand(run.program.command, hookLimits), {
      cwd: releaseFolder(run.subject.folder, run.subject.release),
      env: hookEnvironment(run, context),
      uid: run.user?.uid,
      gid: run.user?.gid,
      timeoutMs: hookTimeoutMs,
      killGraceMs: hookGraceMs,
      signal: context.signal,
      tailBytes,
      onSpawn,
      onLine: (line) => context.log.debug({ hook: call.name, line }, 'a hook says'),
    })
    return { result, status: await watched.close() }
  } catch (error) {
    await watched.close()
    context.signal.throwIfAborted()
    const problem = error instanceof Error ? error.message : String(error)
    throw new GodwitError('HOOK_FAILED', `hook ${nameOf(call)}: ${problem}`, { cause: error })
  }
}

function nameOf({ name, subject: { folder, release } }: HookCall): string {
  return `${name} of ${folder.component} ${versionOf(release)}`
}
