import type { Command } from 'commander'
import { verifyArtifacts } from '../../agents/artifacts/content/maintenance.ts'
import { bytesText } from '../../platform/bytes.ts'
import { ExitError, failure } from '../errors.ts'
import { addDeviceOptions } from '../options/device-options.ts'
import { openDeviceStore, shortDigest } from '../services/artifact-store.ts'
import { stateDirOf } from '../services/service.ts'
import { byteProgress } from '../terminal/byte-progress.ts'
import { plural } from '../terminal/plural.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function defineVerify(command: Command, terminal: Terminal): void {
  const device = addDeviceOptions(command, ['stateDir'])
  command
    .summary('read all artifacts, and set damaged ones aside')
    .description(
      'Reads all complete artifacts and compares their hashes. Damaged ones are set aside, so that they are fetched again. Works while agents run.',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Exit status: 0 when all are whole, 1 when one is damaged.

Examples:
  godwit artifacts verify
  godwit artifacts verify --json | jq '.[] | select(.ok | not)'`,
    )
    .action(({ json }: { json?: boolean }) => verify(stateDirOf(device()), json ?? false, terminal))
}

async function verify(stateDir: string, json: boolean, terminal: Terminal): Promise<void> {
  const tools = await openDeviceStore(stateDir, terminal)
  const progress = byteProgress('verifying', terminal)
  const verified = await verifyArtifacts(tools, { onRead: progress.add }).finally(progress.end)
  const damaged = verified.filter(({ ok }) => !ok)
  if (json) terminal.print(JSON.stringify(verified, null, 2))
  else {
    for (const { digests } of damaged) terminal.print(`${shortDigest(digests)} is damaged, and set aside`)
    const size = bytesText(verified.reduce((sum, artifact) => sum + artifact.size, 0))
    if (damaged.length === 0) terminal.print(`${plural(verified.length, 'artifact')}, ${size}: whole`)
  }
  if (damaged.length === 0) return
  throw json
    ? new ExitError(1)
    : failure(`${damaged.length} of ${plural(verified.length, 'artifact')} damaged`)
}
