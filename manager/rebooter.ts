/**
 * The reboot, when its time has come: feedback leaves first, and the device may ask for a little more time.
 *
 * Invariants:
 * - When the device is told to reboot, where the campaign stands is on the disk.
 * - A reboot that is not wanted any more, since the campaign was cancelled while the device was asked, does not happen.
 */
import type { Log } from '../platform/log.ts'
import type { AuditLog } from './audit/log.ts'
import type { CampaignEvent } from './campaign/machine.ts'
import { stillWaits } from './campaign/reboot.ts'
import type { Campaign } from './campaign/state.ts'
import type { RebootRequest } from './effects.ts'
import type { Outbox } from './outbox.ts'
import type { Reporter } from './reporter.ts'

/** How the device is rebooted, as a port. */
export interface Rebooting {
  /** Asks the device whether now is a good time; what it answers is what it wants time for. Never rejects. */
  ask?(campaign: { activityId: string; domains: string[] }): Promise<string | undefined>
  /** Tells the machine to reboot, by the way that the number of the attempt stands for. Rejects where it cannot be told. */
  reboot(attempt: number): Promise<void>
}

export interface RebooterPorts {
  rebooting: Rebooting
  reporter: Reporter
  outbox: Outbox
  audit: AuditLog
  log: Log
  /** The campaign as it is now. */
  campaign(activityId: string): Campaign | undefined
  /** Tells the campaign what has come of it. */
  tell(activityId: string, event: CampaignEvent): Promise<void>
}

/** How long a reboot waits for messages under way, ms. */
const farewellMs = 2_000

export function createRebooter(ports: RebooterPorts) {
  const { rebooting, reporter, outbox, audit, log, tell } = ports
  return async (campaign: Campaign, { attempt, mayWait }: RebootRequest): Promise<void> => {
    const { activityId } = campaign
    const wish = await rebooting.ask?.({ activityId, domains: domainsOf(campaign) })
    if (!stillWaits(ports.campaign(activityId), campaign)) return
    if (wish !== undefined && mayWait) return tell(activityId, { type: 'rebootDelayed', message: wish })
    reporter.flush()
    await Promise.all([outbox.settled(farewellMs), audit.flush()])
    log.warn({ activityId, attempt }, 'rebooting')
    try {
      await rebooting.reboot(attempt)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      log.error({ activityId, attempt, error }, 'the reboot command failed')
      await tell(activityId, { type: 'rebootFailed', message })
    }
  }
}

/** The domains that wait for it. */
function domainsOf({ parts }: Campaign): string[] {
  const waiting = parts.filter(({ state }) => state.is === 'awaitingReboot').map(({ domain }) => domain)
  return [...new Set(waiting)]
}
