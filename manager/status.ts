/** What the manager says of its campaigns: what runs, what waits and for what, and how the past ones ended. */
import type { CampaignSummary } from '../spec/index.ts'
import { overallActions, overallFeedback } from './campaign/feedback.ts'
import type { Campaign } from './campaign/state.ts'
import { waitsOf } from './campaign/waits.ts'
import type { ManagerSettings } from './settings.ts'

export function summaryOf(campaign: Campaign, settings: ManagerSettings): CampaignSummary {
  const { status, message, reason } = overallFeedback(campaign)
  const actions = overallActions(campaign)
  const waits = waitsOf(campaign, settings)
  return {
    activityId: campaign.activityId,
    stage: campaign.stage.name,
    status,
    ...(message && { message }),
    ...(reason && { reason }),
    ...(campaign.digest !== undefined && { digest: campaign.digest }),
    receivedAt: campaign.receivedAt,
    ...(campaign.finishedAt !== undefined && { finishedAt: campaign.finishedAt }),
    ...(campaign.paused && { paused: true }),
    ...(campaign.dryRun && { dryRun: true }),
    ...(actions.length > 0 && { actions }),
    ...(waits.length > 0 && { waits }),
  }
}
