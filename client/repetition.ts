/** What becomes of an activity id that the manager knows already: it never runs twice. */
import { jsonDigest } from '../platform/json-digest.ts'
import { type CampaignSummary, type DesiredState, decode, encode, GodwitError } from '../spec/index.ts'

/** Throws DUPLICATE_ACTIVITY where the campaign is known to have had another desired state. */
export function assertSameDocument(
  { activityId, digest }: CampaignSummary,
  desiredState: DesiredState,
): void {
  if (digest === undefined || digest === digestAsReceived(desiredState)) return
  const text = `campaign ${activityId} was run with another desired state: nothing was sent; choose another activity id`
  throw new GodwitError('DUPLICATE_ACTIVITY', text)
}

/** The manager's digest is of what it has read: without what means nothing to it. */
function digestAsReceived(desiredState: DesiredState): string | undefined {
  const decoded = decode('desiredState', Buffer.from(encode('', 0, desiredState)))
  return decoded.ok ? jsonDigest(decoded.message.payload) : undefined
}
