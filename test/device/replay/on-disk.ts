/** What the next boot would find on a disk: the loader's partition as GRUB reads it, the data partition as Linux does. */
import { mkdir, readdir, readFile, readlink, rm } from 'node:fs/promises'
import path from 'node:path'
import type { SlotState } from '../../../agents/firmware/boot/boot-control.ts'
import { grubBootControl } from '../../../agents/firmware/boot/grub/boot-control.ts'
import type { FirmwareRecords } from '../../../agents/firmware/records.ts'
import type { ChainHead } from '../../../manager/audit/chain.ts'
import { headId, openAuditLog } from '../../../manager/audit/log.ts'
import { verifyAuditLog } from '../../../manager/audit/verify.ts'
import type { Campaign } from '../../../manager/campaign/state.ts'
import { systemClock } from '../../../platform/clock.ts'
import { createFileStore } from '../../../platform/store/file-store.ts'
import type { Store } from '../../../platform/store/store.ts'
import { recordLog } from '../../support/logging.ts'
import { runShell } from '../../support/program-batch.ts'
import { recordedActivity } from './record.ts'

/** The boot loader's view. */
export interface Loader {
  primary: 'a' | 'b'
  states: Record<'a' | 'b', SlotState>
  /** Slot a is on trial, perhaps without boots left. */
  onTrial: boolean
}

/** Godwit's view. */
export interface Data {
  /** Undefined before it was written down. */
  campaign: Campaign | undefined
  /** The release that the software's link names. */
  software: string | undefined
  /** What the software in each release says. */
  greetings: Readonly<Record<string, string>>
  /** What the firmware agent knows of the slots. */
  records: FirmwareRecords | undefined
  /** What cannot be read, in words. */
  unreadable: string[]
}

/** Reads the environment out of the partition's file system without replaying its journal, as GRUB does. */
export async function readLoader(partition: string, folder: string): Promise<Loader> {
  const environment = path.join(folder, 'grubenv')
  await rm(environment, { force: true })
  await runShell(folder, [
    `debugfs -R 'dump /grub/grubenv ${environment}' '${partition}' 2>/dev/null`,
    `rm -f '${environment}.copy'`,
    `debugfs -R 'dump /grub/grubenv.copy ${environment}.copy' '${partition}' 2>/dev/null`,
  ])
  const control = grubBootControl({
    names: { a: 'A', b: 'B' },
    devices: { a: '/none/a', b: '/none/b' },
    environment,
  })
  return {
    primary: await control.getPrimary(),
    states: { a: await control.getState('a'), b: await control.getState('b') },
    onTrial: (await control.attemptsLeft?.('a')) !== undefined,
  }
}

/**
 * Mounts it, as it were: the journal is replayed, nothing else is mended, and Godwit's files are read as Godwit reads them.
 * The partition is as it was before when this ends. Rejects where the file system needs more than its journal.
 */
export async function readData(partition: string, folder: string): Promise<Data> {
  const undo = path.join(folder, 'undo')
  const tree = path.join(folder, 'tree')
  await rm(tree, { recursive: true, force: true })
  await rm(undo, { force: true })
  await mkdir(tree)
  const said = await runShell(folder, [
    // What comes after a file that could not be put back would be judged by the wrong bytes.
    `trap "[ ! -s '${undo}' ] || e2undo '${undo}' '${partition}' >undone.log 2>&1 || { cat undone.log >&2; exit 1; }" EXIT`,
    `e2fsck -p -E journal_only -z '${undo}' '${partition}' >replayed.log 2>&1 || [ $? = 1 ] || { cat replayed.log; exit 0; }`,
    `e2fsck -fn '${partition}' >checked.log 2>&1 || { echo DAMAGED; cat checked.log; }`,
    `debugfs -R 'rdump / ${tree}' '${partition}' 2>dumped.log >/dev/null`,
    "grep -v '^debugfs ' dumped.log | sed 's/^/DAMAGED /' || :",
  ])
  if (said.trim() !== '') throw new Error(`the file system is damaged: ${said.trim()}`)
  return readState(tree)
}

async function readState(tree: string): Promise<Data> {
  const log = recordLog()
  const root = path.join(tree, 'godwit')
  const documents = await readAll(root, createFileStore(root, { log, clock: systemClock }))
  const head = documents.get('manager/audit')?.get(headId) as ChainHead | undefined
  const audit = await verifyAudit(path.join(root, 'audit.jsonl'), head)
  const app = path.join(tree, 'apps/greeter')
  return {
    campaign: documents.get('manager/campaigns')?.get(recordedActivity) as Campaign | undefined,
    software: path.basename(await readlink(path.join(app, 'current')).catch(() => '')) || undefined,
    greetings: await greetingsIn(path.join(app, 'releases')),
    records: documents.get('firmware/slots')?.get('rootfs') as FirmwareRecords | undefined,
    unreadable: [...log.fields.map((fields) => JSON.stringify(fields)), ...audit],
  }
}

async function greetingsIn(releases: string): Promise<Record<string, string>> {
  const names = (await readdir(releases)).filter((name) => !name.startsWith('.'))
  const read = (name: string) => readFile(path.join(releases, name, 'greeting'), 'utf8').catch(() => '')
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)] as const)))
}

/** All documents, by folder and id. */
async function readAll(root: string, store: Store): Promise<Map<string, Map<string, unknown>>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
  // One file is no document of the store.
  const folders = files.filter(({ name }) => name !== 'mirrors.json').map(({ parentPath }) => parentPath)
  const all = new Map<string, Map<string, unknown>>()
  for (const folder of new Set(folders)) {
    const name = path.relative(root, folder)
    const collection = store.collection<unknown>(name, { version: 1 })
    const documents = new Map<string, unknown>()
    for (const id of await collection.list()) documents.set(id, await collection.read(id))
    all.set(name, documents)
  }
  return all
}

/** Opens it as the manager does, which cuts off a last line that was torn; all before must be whole. */
async function verifyAudit(file: string, head: ChainHead | undefined): Promise<string[]> {
  const heads = {
    read: async () => head,
    write: async () => {},
    remove: async () => {},
    list: async () => [],
  }
  // The campaign that the device was brought into service with has left one.
  if (head === undefined) return ['the audit log has no head']
  await openAuditLog(file, { log: recordLog(), clock: systemClock, heads })
  const answer = await verifyAuditLog(file, head)
  return answer.ok ? [] : [`audit.jsonl: line ${answer.line} ${answer.problem}`]
}
