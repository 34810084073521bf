import { type CampaignSummary, GodwitError, type ManagerStatus } from '../spec/index.ts'
import { type CampaignTracker, type TrackOptions, trackCampaign } from './campaign.ts'
import type { Inbox } from './inbox.ts'

/** The campaigns that are being followed. */
export interface Following {
  /** Starts to follow; what is said from now on counts. */
  track(activityId: string, options: TrackOptions & { domains?: string[] | undefined }): CampaignTracker
  /** Messages of a time without a connection are lost: what they said is asked for. Never rejects. */
  catchUp(): Promise<void>
  /** Ends all handles. */
  abandon(): void
}

const catchUpAttempts = 5

export function createFollowing(
  inbox: Inbox,
  askStatus: () => Promise<ManagerStatus | undefined>,
): Following {
  const trackers = new Set<CampaignTracker>()

  /** A manager that has just come back may not listen yet. */
  async function askPatiently(): Promise<ManagerStatus | undefined> {
    for (let attempt = 0; attempt < catchUpAttempts && trackers.size > 0; attempt++) {
      const status = await askStatus().catch(() => undefined)
      if (status) return status
    }
    return undefined
  }

  return {
    track: (activityId, { domains = [], ...options }) => {
      inbox.hearAgents(domains)
      const tracker = trackCampaign(activityId, inbox, options)
      trackers.add(tracker)
      void tracker.ended.then(() => trackers.delete(tracker))
      return tracker
    },
    catchUp: async () => {
      const status = await askPatiently()
      for (const tracker of trackers) {
        const summary = findCampaign(status, tracker.campaign.activityId)
        if (summary) tracker.catchUp(summary)
      }
    },
    abandon: () => {
      const closed = new GodwitError('INTERRUPTED', 'the client was closed before the campaign ended')
      for (const tracker of trackers) tracker.abandon(closed)
    },
  }
}

export function findCampaign(
  status: ManagerStatus | undefined,
  activityId: string,
): CampaignSummary | undefined {
  return status?.campaigns.find((campaign) => campaign.activityId === activityId)
}
