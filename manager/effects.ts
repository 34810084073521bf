/** Carries out what the campaign machine wants done. Everything here may happen again after a crash. */
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { DesiredStateCommand } from '../spec/index.ts'
import type { AuditLog } from './audit/log.ts'
import { overallFeedback } from './campaign/feedback.ts'
import { desiredStateFor } from './campaign/split.ts'
import { type Campaign, isIdempotent } from './campaign/state.ts'
import type { Effect } from './campaign/turn.ts'
import type { Outbox } from './outbox.ts'
import type { Reporter } from './reporter.ts'

export type RebootRequest = Omit<Extract<Effect, { type: 'reboot' }>, 'type'>

export interface EffectPorts {
  clock: Clock
  log: Log
  audit: AuditLog
  outbox: Outbox
  reporter: Reporter
  reboot: (campaign: Campaign, how: RebootRequest) => void
  finished: (campaign: Campaign) => void
}

export function createEffects(ports: EffectPorts): (effect: Effect, campaign: Campaign) => void {
  const { clock, log, audit, outbox, reporter } = ports
  return (effect, campaign) => {
    const { activityId } = campaign
    switch (effect.type) {
      case 'sendDesiredState':
        return outbox.desiredState(effect.domain, activityId, desiredStateFor(campaign, effect.domain))
      case 'sendCommand':
        return outbox.command(effect.domain, activityId, commandFor(campaign, effect))
      case 'askConsent':
        return outbox.ownerConsent(activityId, effect.command)
      case 'report':
        reporter.now(activityId, effect.feedback).catch(() => {})
        return
      case 'reportRunning':
        // The end is reported as such; what is still held back is the last state before it.
        if (campaign.outcome === undefined) reporter.running(activityId, () => overallFeedback(campaign))
        return
      case 'reboot':
        return ports.reboot(campaign, effect)
      case 'finish':
        return ports.finished(campaign)
      case 'audit':
        log.info({ activityId, event: effect.event, ...effect.details }, `campaign: ${effect.event}`)
        return audit.append({ time: clock.now(), activityId, event: effect.event, details: effect.details })
    }
  }
}

/** Agents in the field get the plain command; those that may be asked twice repeat in which boot they were asked. */
function commandFor(
  campaign: Campaign,
  { domain, command, baseline }: Extract<Effect, { type: 'sendCommand' }>,
): DesiredStateCommand {
  const boot = isIdempotent(campaign, domain) && { boot: campaign.bootId }
  return { command, ...(baseline !== undefined && { baseline }), ...boot }
}
