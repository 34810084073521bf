import type { Command } from 'commander'
import { formatDuration } from '../../platform/config/duration.ts'
import type { CampaignSummary } from '../../spec/index.ts'
import { addClientOptions, type WithClient } from '../options/client-options.ts'
import { table } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { timeText } from '../terminal/time.ts'

interface HistoryFlags {
  json?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Lists the campaigns that have ended, newest first: how, when and why.')
    .option('--json', 'print them as JSON')
  const withClient = addClientOptions(command)
  command
    .addHelpText(
      'after',
      `
The manager keeps as many as its historyCount and historyMaxAge say. The audit log keeps more.

Examples:
  godwit history
  godwit history --json | jq '.[] | select(.status != "COMPLETED")'`,
    )
    .action((flags: HistoryFlags) => history(flags, terminal, withClient))
}

async function history({ json }: HistoryFlags, terminal: Terminal, withClient: WithClient): Promise<void> {
  const { campaigns } = await withClient((client) => client.status())
  const ended = campaigns.filter(({ stage }) => stage === 'finished')
  if (json) return terminal.print(JSON.stringify(ended, null, 2))
  if (ended.length === 0) return terminal.print('no campaign has ended yet')
  for (const line of table(['RECEIVED', 'TOOK', 'STATUS', 'CAMPAIGN', 'REASON'], ended.map(row))) {
    terminal.print(line)
  }
}

function row({
  activityId,
  status = '',
  message = '',
  receivedAt,
  finishedAt,
  dryRun,
}: CampaignSummary): string[] {
  const took = finishedAt === undefined ? '' : formatDuration(finishedAt - receivedAt)
  return [timeText(receivedAt), took, dryRun ? `${status} (dry run)` : status, activityId, message]
}
