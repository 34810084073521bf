import type { Command } from 'commander'
import { readRateOverride, writeRateOverride } from '../../agents/artifacts/gate/rate-override.ts'
import { bytesText, parseBytes } from '../../platform/bytes.ts'
import { configured, failure, messageOf, usageError } from '../errors.ts'
import { addDeviceOptions } from '../options/device-options.ts'
import { assertOwnStateDir } from '../services/artifact-store.ts'
import { artifactFolder } from '../services/artifacts.ts'
import { stateDirOf } from '../services/service.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** `godwit artifacts limit`: the bandwidth of all downloads of the device, while they run. */
export function defineLimit(command: Command, terminal: Terminal): void {
  const device = addDeviceOptions(command, ['stateDir'])
  command
    .summary('limit the bandwidth of downloads, also while they run')
    .description(
      'Limits the bandwidth that all downloads of the device may take together; without an argument, shows the limit. ' +
        'Running agents follow within a second. It holds, over restarts, in place of the configured maxDownloadRate.',
    )
    .argument(
      '[rate]',
      'bytes per second: 500kB, 2MB, 1MiB, 1000000; off for no limit; default for the configured one',
    )
    .option('--json', 'print the limit as JSON: bytes per second, 0 for none, null for the configured one')
    .addHelpText(
      'after',
      `
Examples:
  godwit artifacts limit 500kB
  godwit artifacts limit off
  godwit artifacts limit default`,
    )
    .action((rate: string | undefined, { json }: { json?: boolean }) =>
      limit(rate, stateDirOf(device()), json ?? false, terminal),
    )
}

async function limit(
  rate: string | undefined,
  stateDir: string,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  const store = artifactFolder(stateDir)
  if (rate !== undefined) {
    await assertOwnStateDir(stateDir)
    await change(rate, store)
  }
  const override = await readRateOverride(store).catch((error: unknown) => {
    throw failure(`cannot read the limit: ${messageOf(error)}; set it anew`)
  })
  terminal.print(json ? JSON.stringify({ maxDownloadRate: override ?? null }) : limitText(override))
}

async function change(rate: string, store: string): Promise<void> {
  const bytesPerSecond = rate === 'default' ? undefined : rate === 'off' ? 0 : rateOf(rate)
  await writeRateOverride(store, bytesPerSecond).catch((error: unknown) => {
    throw failure(`cannot set the limit: ${messageOf(error)}`)
  })
}

function rateOf(text: string): number {
  const bytesPerSecond = configured(() => parseBytes(text))
  if (bytesPerSecond === 0)
    throw usageError('a limit of 0 would let nothing through; "off" takes the limit away')
  return bytesPerSecond
}

function limitText(bytesPerSecond: number | undefined): string {
  if (bytesPerSecond === undefined) return 'the configured limit: artifacts.maxDownloadRate of each agent'
  return bytesPerSecond === 0 ? 'no limit' : `${bytesText(bytesPerSecond)}/s`
}
