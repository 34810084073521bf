/**
 * Volumes of a container that is replaced, kept as they were before the new one ran.
 *
 * Invariants:
 * - A volume is copied while it is at rest: the old container has stopped, and the new one has not run yet.
 * - What is in `complete` is whole and on the disk, and is never written to again: a step that is called again cannot take
 *   for the old state what the new container has made of it.
 * - A volume is put back of a complete backup alone, and not any more once the old container may run.
 */
import { createHash } from 'node:crypto'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { bytesText, shareText } from '../../../platform/bytes.ts'
import { makeFolder, syncFolder } from '../../../platform/store/durable-file.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { StepContext } from '../../sdk/agent.ts'
import type { ContainersDevice } from '../device.ts'
import { hasRestored, noteRestored } from '../scratch-notes.ts'
import { type Copier, copyTree, endLeftover } from './copy-tree.ts'
import { treeSize } from './tree-size.ts'
import { volumeFolder } from './volume-folder.ts'

/** What is backed up: volumes of a component. */
export interface BackupSubject {
  component: string
  volumes: string[]
}

interface BackupFolder {
  root: string
  /** While it is not complete. */
  draft(volume: string): string
  complete(volume: string): string
  record: string
}

/** What is said of a sync, which may take long and tells nothing. */
const syncWaitMs = 5 * 60_000

/** Names the space that a backup takes. */
export const needName = ({ component }: Pick<BackupSubject, 'component'>, volume: string) =>
  `volume ${volume} of ${component}, backed up`

/**
 * Sets aside the space that the backups are going to take, as large as the volumes are now. To be called while the old
 * container still runs: it costs no downtime. Rejects with DISK_FULL. Idempotent.
 */
export async function reserveBackups(
  device: ContainersDevice,
  subject: BackupSubject,
  context: StepContext,
): Promise<void> {
  const folder = backupFolder(device, subject, context)
  for (const volume of subject.volumes) {
    if (await isThere(folder.complete(volume))) continue
    context.progress(0, `looks how large volume ${volume} is`, syncWaitMs)
    const bytes = await treeSize(await folderOf(device, volume), context.signal)
    await context.artifacts.reserve([{ folder: folder.root, bytes, what: needName(subject, volume) }])
  }
}

/** Copies the volumes that are not backed up yet. Idempotent. Rejects with DISK_FULL, ENGINE_FAILED or INTERNAL. */
export async function backUp(
  device: ContainersDevice,
  subject: BackupSubject,
  context: StepContext,
): Promise<void> {
  const folder = backupFolder(device, subject, context)
  for (const volume of subject.volumes) {
    if (await isThere(folder.complete(volume))) continue
    const source = await folderOf(device, volume)
    const draft = folder.draft(volume)
    const complete = folder.complete(volume)
    for (const parent of [draft, complete].map(path.dirname)) await makeFolder(parent)
    const copier = copierOf(device, folder, context)
    await endLeftover(copier)
    await rm(draft, { recursive: true, force: true })
    const bytes = await treeSize(source, context.signal)
    await context.artifacts.reserve([{ folder: folder.root, bytes, what: needName(subject, volume) }])
    await copyTold(source, draft, copier, { doing: `backs up volume ${volume}`, bytes }, context)
    await rename(draft, complete)
    await syncFolder(path.dirname(complete))
    await context.artifacts.reserve([{ folder: folder.root, bytes: 0, what: needName(subject, volume) }])
    context.log.info({ volume, bytes }, 'a volume is backed up')
  }
}

/**
 * Puts back the volumes that have a complete backup. To be called when the new container is gone, and before the old one
 * starts. Idempotent; does nothing once it has come to its end. Rejects with ROLLBACK_FAILED, which tells where the backup
 * is.
 */
export async function restore(
  device: ContainersDevice,
  subject: BackupSubject,
  context: StepContext,
): Promise<void> {
  if (hasRestored(context.scratch)) return
  const folder = backupFolder(device, subject, context)
  const copier = copierOf(device, folder, context)
  await endLeftover(copier)
  for (const volume of subject.volumes) {
    const backup = folder.complete(volume)
    if (!(await isThere(backup))) continue
    try {
      const target = await folderOf(device, volume)
      const bytes = await treeSize(backup, context.signal)
      // The folder itself stays: the engine knows it.
      for (const name of await readdir(target)) {
        await rm(path.join(target, name), { recursive: true, force: true })
      }
      await copyTold(backup, target, copier, { doing: `puts back volume ${volume}`, bytes }, context)
    } catch (error) {
      context.signal.throwIfAborted()
      throw notRestored(volume, backup, error)
    }
    context.log.info({ volume }, 'a volume is put back')
  }
  await noteRestored(context.scratch)
}

/**
 * Removes the backups of this operation; with `stale` also those that failed rollbacks of the component have left behind.
 * Idempotent.
 */
export async function removeBackups(
  device: ContainersDevice,
  component: string,
  context: Pick<StepContext, 'activityId' | 'bootId'>,
  { stale }: { stale: boolean },
): Promise<void> {
  const { backupDir } = device.settings
  const own = path.basename(backupFolder(device, { component }, context).root)
  const isOfComponent = (name: string) =>
    name.startsWith(`${component}.`) && /^[0-9a-f]{16}$/.test(name.slice(component.length + 1))
  const names = await readdir(backupDir).catch(() => [])
  for (const name of names.filter((one) => one === own || (stale && isOfComponent(one)))) {
    const folder = path.join(backupDir, name)
    await endLeftover({ record: path.join(folder, recordName), bootId: context.bootId })
    await rm(folder, { recursive: true, force: true })
  }
}

async function copyTold(
  from: string,
  to: string,
  copier: Copier,
  { doing, bytes }: { doing: string; bytes: number },
  { progress }: StepContext,
): Promise<void> {
  progress(0, `${doing}: ${bytesText(bytes)}`)
  await copyTree(from, to, copier, (written) => {
    if (written < bytes) progress((100 * written) / bytes, `${doing}: ${shareText(written, bytes)}`)
    else progress(100, `${doing}: brings it to the disk`, syncWaitMs)
  })
}

const recordName = 'copying.json'

function backupFolder(
  { settings }: ContainersDevice,
  { component }: Pick<BackupSubject, 'component'>,
  { activityId }: Pick<StepContext, 'activityId'>,
): BackupFolder {
  const operation = createHash('sha256').update(activityId).digest('hex').slice(0, 16)
  const root = path.join(settings.backupDir, `${component}.${operation}`)
  return {
    root,
    draft: (volume) => path.join(root, 'draft', volume),
    complete: (volume) => path.join(root, 'complete', volume),
    record: path.join(root, recordName),
  }
}

const copierOf = ({ clock }: ContainersDevice, { record }: BackupFolder, context: StepContext): Copier => ({
  ...{ record, clock, bootId: context.bootId, signal: context.signal },
})

async function folderOf({ engine }: ContainersDevice, volume: string): Promise<string> {
  const found = await volumeFolder(engine, volume)
  if (found.is === 'there') return found.folder
  const why = found.is === 'missing' ? 'there is no such volume any more' : found.why
  throw new GodwitError('ENGINE_FAILED', `volume ${volume} cannot be used: ${why}`)
}

function notRestored(volume: string, backup: string, error: unknown): GodwitError {
  const why = error instanceof Error ? error.message : String(error)
  const message = `volume ${volume} cannot be put back: ${why}; its backup is ${backup}`
  return new GodwitError('ROLLBACK_FAILED', message, { cause: error })
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  )
}
