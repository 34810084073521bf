/** What a backend uses: publish a desired state, follow the campaign, read the device's state. */
export type {
  ApplyOptions,
  ConsentRequest,
  CurrentState,
  FollowOptions,
  GodwitClient,
  StateOptions,
  WaitOptions,
} from './api.ts'
export type { Campaign } from './campaign.ts'
export { type ConnectOptions, connect } from './connect.ts'
export type { CampaignProgress, Outcome } from './progress.ts'
