import path from 'node:path'
import type { StepContext } from '../../sdk/agent.ts'
import type { ReleaseSubject } from '../device.ts'
import { releaseFolder, versionOf } from '../installation.ts'
import { folderVariable, type HookFolder } from './leftovers.ts'
import type { HookProgram } from './program.ts'
import type { UserIds } from './user.ts'

const artifactsFolder = 'artifacts'

/** In which phase of the campaign a hook runs. */
export type HookPhase = 'UPDATE' | 'ACTIVATE' | 'ROLLBACK' | 'CLEANUP'

export interface HookRun {
  subject: ReleaseSubject
  program: HookProgram
  folder: HookFolder
  phase: HookPhase
  /** 1 for the first run of this hook in this phase, one more for each further one. */
  attempt: number
  user: UserIds | undefined
  /** Where the component's further artifacts are. */
  artifactsDir: string
}

/** Little of the agent's own environment: what a hook sees must not depend on how the agent was started. */
export function hookEnvironment(run: HookRun, { activityId }: Pick<StepContext, 'activityId'>) {
  const { subject, folder } = run
  const {
    PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME = '/',
    LANG = 'C.UTF-8',
  } = process.env
  return {
    PATH,
    // Another user could not enter the agent's.
    HOME: run.user ? folder.temporary : HOME,
    LANG,
    TMPDIR: folder.temporary,
    [folderVariable]: folder.temporary,
    GODWIT_COMPONENT: subject.folder.component,
    GODWIT_VERSION: versionOf(subject.release),
    GODWIT_PREVIOUS_VERSION: subject.previous ?? '',
    GODWIT_RELEASE_DIR: releaseFolder(subject.folder, subject.release),
    GODWIT_ARTIFACTS_DIR: run.artifactsDir,
    GODWIT_STATUS_FILE: run.program.statusFile ?? folder.statusFile,
    GODWIT_ACTIVITY_ID: activityId,
    GODWIT_PHASE: run.phase,
    GODWIT_ATTEMPT: String(run.attempt),
  }
}

/** The folder of further artifacts: the release itself, where it is made of plain files. */
export function artifactsDirOf(release: string, isPlain: boolean): string {
  return isPlain ? release : path.join(release, artifactsFolder)
}
