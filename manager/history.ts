/** Campaigns that have ended: known by their summaries, kept on the disk by count and by age. */
import type { Clock } from '../platform/clock.ts'
import type { Collection } from '../platform/store/store.ts'
import type { CampaignSummary } from '../spec/index.ts'
import { type Campaign, isOpen } from './campaign/state.ts'
import type { ManagerSettings } from './settings.ts'
import { summaryOf } from './status.ts'

export interface History {
  find(activityId: string): CampaignSummary | undefined
  /** Newest first. */
  list(): CampaignSummary[]
  /** Adds a finished campaign and removes what is too old or too much. */
  add(campaign: Campaign): Promise<void>
}

export interface HistoryPorts {
  campaigns: Collection<Campaign>
  clock: Clock
}

/** Reads all campaigns from the disk: the past ones into the history, the others for the book. */
export async function readCampaigns(
  settings: ManagerSettings,
  { campaigns, clock }: HistoryPorts,
): Promise<{ history: History; unfinished: Campaign[] }> {
  const ids = await campaigns.list()
  const all = (await Promise.all(ids.map((id) => campaigns.read(id)))).filter(
    (campaign) => campaign !== undefined,
  )
  const past = all.filter((campaign) => !isOpen(campaign)).sort((one, other) => one.sequence - other.sequence)
  const summaries = new Map(past.map((campaign) => [campaign.activityId, summaryOf(campaign, settings)]))

  const newestFirst = () => [...summaries.values()].reverse()

  async function prune(): Promise<void> {
    const oldest = clock.now() - settings.historyMaxAgeMs
    const surplus = newestFirst().filter(
      ({ finishedAt = 0 }, index) => index >= settings.historyCount || finishedAt < oldest,
    )
    for (const { activityId } of surplus) summaries.delete(activityId)
    await Promise.all(surplus.map(({ activityId }) => campaigns.remove(activityId)))
  }

  const history: History = {
    find: (activityId) => summaries.get(activityId),
    list: newestFirst,
    async add(campaign) {
      summaries.delete(campaign.activityId)
      summaries.set(campaign.activityId, summaryOf(campaign, settings))
      await prune()
    },
  }
  return { history, unfinished: all.filter((campaign) => isOpen(campaign) || !campaign.reported) }
}
