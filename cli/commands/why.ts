import type { Command } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { formatDuration } from '../../platform/config/duration.ts'
import type { CampaignSummary, Wait } from '../../spec/index.ts'
import { failure } from '../errors.ts'
import { addClientOptions, type WithClient } from '../options/client-options.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface WhyFlags {
  json?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Explains what the campaigns that are under way wait for: on whom, since when, until when.')
    .argument('[id]', 'one campaign; also one that has ended, to read why it ended so')
    .option('--json', 'print the campaigns as JSON')
  const withClient = addClientOptions(command)
  command
    .addHelpText(
      'after',
      `
Examples:
  godwit why
  godwit why nightly-2026-11-21`,
    )
    .action((activityId: string | undefined, flags: WhyFlags) => why(activityId, flags, terminal, withClient))
}

async function why(
  activityId: string | undefined,
  flags: WhyFlags,
  terminal: Terminal,
  withClient: WithClient,
): Promise<void> {
  const { campaigns } = await withClient((client) => client.status())
  const asked = campaigns.filter((campaign) =>
    activityId === undefined ? isOpen(campaign) : campaign.activityId === activityId,
  )
  if (activityId !== undefined && asked.length === 0)
    throw failure(`the manager knows no campaign ${activityId}`)
  if (flags.json) return terminal.print(JSON.stringify(asked, null, 2))
  if (asked.length === 0) return terminal.print('no campaign is under way')
  for (const line of asked.flatMap((campaign) => explanation(campaign, systemClock.now())))
    terminal.print(line)
}

/** A campaign that has ended may still wait for a reboot. */
function isOpen({ stage, waits = [] }: CampaignSummary): boolean {
  return stage !== 'finished' || waits.length > 0
}

function explanation(campaign: CampaignSummary, now: number): string[] {
  const { activityId, stage, status, message, waits = [], paused } = campaign
  const state = stage === 'finished' ? (status ?? stage) : paused ? `${stage}, paused` : stage
  const heading = `${activityId}: ${state}${message ? `: ${message}` : ''}`
  return [heading, ...waits.map((wait) => `  ${wait.text}${spanText(wait, now)}`)]
}

function spanText({ since, until, goesOnAt }: Wait, now: number): string {
  const left = (time: number) => formatDuration(Math.max(0, time - now))
  const begun = since > 0 ? `for ${formatDuration(Math.max(0, now - since))}` : ''
  const goesOn = goesOnAt === undefined ? '' : `goes on in ${left(goesOnAt)}`
  const ends = until === undefined ? '' : `${left(until)} left`
  const text = [begun, goesOn, ends].filter(Boolean).join(', ')
  return text && ` (${text})`
}
