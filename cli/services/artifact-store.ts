import { access } from 'node:fs/promises'
import { openStore, type StoreTools } from '../../agents/artifacts/maintenance.ts'
import { artifactSettings } from '../../agents/artifacts/settings.ts'
import { systemClock } from '../../platform/clock.ts'
import { failure, messageOf } from '../errors.ts'
import { noteLog, type Terminal } from '../terminal/terminal.ts'
import { artifactFolder } from './artifacts.ts'

/** The store of the device whose state is in `stateDir`, which has to be there. */
export async function openDeviceStore(stateDir: string, terminal: Terminal): Promise<StoreTools> {
  await access(stateDir).catch((error) => {
    throw failure(`cannot use the state folder: ${messageOf(error)}; choose one with --state-dir`)
  })
  const folder = artifactFolder(stateDir)
  return openStore(artifactSettings({}, {}), { folder, clock: systemClock, log: noteLog(terminal) })
}

/** The first of these digests, `sha256:…`, as far as people need it. */
export function shortDigest([digest = '']: string[]): string {
  const [algorithm, hex = ''] = digest.split(':')
  return `${algorithm}:${hex.slice(0, 12)}`
}
