import { stat } from 'node:fs/promises'
import { openStore, type StoreTools } from '../../agents/artifacts/content/maintenance.ts'
import { artifactSettings } from '../../agents/artifacts/settings.ts'
import { systemClock } from '../../platform/clock.ts'
import { failure, messageOf } from '../errors.ts'
import { noteLog, type Terminal } from '../terminal/terminal.ts'
import { artifactFolder } from './artifacts.ts'

/** The store of the device whose state is in `stateDir`, which has to be there, to look at. */
export async function viewDeviceStore(stateDir: string, terminal: Terminal): Promise<StoreTools> {
  await ownerOf(stateDir)
  const folder = artifactFolder(stateDir)
  return openStore(artifactSettings({}, {}), { folder, clock: systemClock, log: noteLog(terminal) })
}

/** The same, to change it. */
export async function openDeviceStore(stateDir: string, terminal: Terminal): Promise<StoreTools> {
  await assertOwnStateDir(stateDir)
  return viewDeviceStore(stateDir, terminal)
}

/**
 * Fails where the state folder is not there, which a misspelt one is not, and for another user than its owner: agents
 * could not read, or even lock, what this one leaves there.
 */
export async function assertOwnStateDir(stateDir: string): Promise<void> {
  const owner = await ownerOf(stateDir)
  if (owner === process.getuid?.()) return
  throw failure(`${stateDir} belongs to another user: run this as the agents run, with sudo -u '#${owner}'`)
}

async function ownerOf(stateDir: string): Promise<number> {
  try {
    return (await stat(stateDir)).uid
  } catch (error) {
    throw failure(`cannot use the state folder: ${messageOf(error)}; choose one with --state-dir`)
  }
}

/** The first of these digests, `sha256:…`, as far as people need it. */
export function shortDigest([digest = '']: string[]): string {
  const [algorithm, hex = ''] = digest.split(':')
  return `${algorithm}:${hex.slice(0, 12)}`
}
