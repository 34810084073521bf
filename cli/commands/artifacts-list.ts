import type { Command } from 'commander'
import { type ListedArtifact, listArtifacts } from '../../agents/artifacts/content/maintenance.ts'
import { bytesText } from '../../platform/bytes.ts'
import { systemClock } from '../../platform/clock.ts'
import { formatDuration } from '../../platform/config/duration.ts'
import { addDeviceOptions } from '../options/device-options.ts'
import { shortDigest, viewDeviceStore } from '../services/artifact-store.ts'
import { stateDirOf } from '../services/service.ts'
import { table } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function defineList(command: Command, terminal: Terminal): void {
  const device = addDeviceOptions(command, ['stateDir'])
  command
    .summary('show what is in the store, and who needs it')
    .description('Shows what is in the artifact store, and who needs it. Needs no broker; changes nothing.')
    .option('--json', 'print it as JSON, with full digests')
    .addHelpText(
      'after',
      `
Examples:
  godwit artifacts list
  godwit artifacts list --json | jq '.[] | select(.pinnedBy == [])'`,
    )
    .action(({ json }: { json?: boolean }) => list(stateDirOf(device()), json ?? false, terminal))
}

async function list(stateDir: string, json: boolean, terminal: Terminal): Promise<void> {
  const artifacts = await listArtifacts(await viewDeviceStore(stateDir, terminal))
  if (json) return terminal.print(JSON.stringify(artifacts, null, 2))
  if (artifacts.length === 0) return terminal.print('the store is empty')
  for (const line of table(['DIGEST', 'SIZE', 'STATE', 'AGE', 'NEEDED BY'], artifacts.map(row))) {
    terminal.print(line)
  }
}

function row(artifact: ListedArtifact): string[] {
  const { digests, bytes, size, usedAt, pinnedBy, imported } = artifact
  const age = formatDuration(Math.max(0, systemClock.now() - usedAt))
  const needed = imported && pinnedBy.length === 0 ? ['the campaign it was imported for'] : pinnedBy
  return [shortDigest(digests), bytesText(size ?? bytes), stateText(artifact), age, needed.join(', ')]
}

function stateText({ state, bytes, size }: ListedArtifact): string {
  if (state !== 'incomplete') return state
  return size ? `${Math.floor((100 * bytes) / size)} %` : `${bytesText(bytes)} so far`
}
