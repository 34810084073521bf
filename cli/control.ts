import type { Command } from 'commander'
import type { GodwitClient } from '../client/index.ts'
import type { CampaignSummary, Control } from '../spec/index.ts'
import { failure } from './errors.ts'
import { addClientOptions } from './options/client-options.ts'
import type { Terminal } from './terminal/terminal.ts'

interface ControlCommand {
  control: Control
  description: string
  /** What an operator wants to know of it. */
  note: string
}

interface ControlFlags {
  json?: boolean
}

/** Declares `cancel`, `pause` or `resume`: the same command but for the word it sends. */
export function defineControl(
  command: Command,
  terminal: Terminal,
  { control, ...help }: ControlCommand,
): void {
  command
    .description(help.description)
    .argument('<id>', 'activity id of the campaign; godwit why lists those under way')
    .option('--json', 'print where the campaign stands afterwards, as JSON')
  const withClient = addClientOptions(command)
  command
    .addHelpText('after', `\n${help.note}\n\nExamples:\n  godwit ${command.name()} nightly-2026-11-21`)
    .action(async (activityId: string, { json }: ControlFlags) => {
      const campaign = await withClient((client) => request(client, control, activityId))
      if (json) terminal.print(JSON.stringify(campaign, null, 2))
      else terminal.print(`${activityId}: ${answerText(campaign)}`)
    })
}

/** Sends the command, and answers with where the campaign stands then. */
async function request(client: GodwitClient, control: Control, activityId: string): Promise<CampaignSummary> {
  const before = await summaryOf(client, activityId)
  if (before.stage === 'finished') throw failure(`${activityId} has ended already: ${before.status}`)
  const campaign = await client.follow(activityId)
  await client.control(control, activityId)
  // The manager answers in order: when the status is here, a refusal would be too.
  const after = await summaryOf(client, activityId)
  const { reason, message } = campaign.progress
  if (reason?.code === 'REFUSED') throw failure(`${activityId}: ${message ?? 'refused'}`)
  return after
}

async function summaryOf(client: GodwitClient, activityId: string): Promise<CampaignSummary> {
  const { campaigns } = await client.status()
  const campaign = campaigns.find((candidate) => candidate.activityId === activityId)
  if (!campaign) throw failure(`the manager knows no campaign ${activityId}`)
  return campaign
}

function answerText({ stage, status, paused, waits = [] }: CampaignSummary): string {
  if (stage === 'finished') return status ?? stage
  const state = paused ? `${stage}, paused` : stage
  return [state, ...waits.map(({ text }) => text)].join('; ')
}
