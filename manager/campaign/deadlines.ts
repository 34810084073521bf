/**
 * When what is under way takes too long. A part that makes progress is never late, however long it takes; and one that
 * has said that it waits has its full time again when the wait is over.
 */
import type { ManagerSettings } from '../settings.ts'
import type { Campaign, Part, Participant } from './state.ts'

/** When the campaign next has to be looked at though nothing has happened, in ms since the epoch. */
export function nextDeadline(campaign: Campaign, settings: ManagerSettings): number | undefined {
  const { stage, rebootDue: dueAfterwards } = campaign
  const times = [
    ...campaign.participants.map((participant) => identificationDeadline(campaign, participant, settings)),
    ...campaign.parts.map((part) => partDeadline(part, settings)),
    consentDeadline(campaign, settings),
    stage.name === 'rebooting' ? rebootDeadline(stage, settings) : undefined,
    stage.name === 'finished' ? dueAfterwards : undefined,
  ].filter((time) => time !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

export function identificationDeadline(
  campaign: Campaign,
  { identification }: Participant,
  settings: ManagerSettings,
): number | undefined {
  if (campaign.stage.name !== 'identifying' || identification.is !== 'pending') return undefined
  return identification.progressAt + settings.phaseTimeoutMs
}

export function partDeadline({ state }: Part, settings: ManagerSettings): number | undefined {
  if (state.is !== 'running') return undefined
  return Math.max(state.progressAt, state.wait?.until ?? state.progressAt) + settings.phaseTimeoutMs
}

export function consentDeadline(
  { stage, consent, paused }: Campaign,
  settings: ManagerSettings,
): number | undefined {
  const open =
    !paused && stage.name === 'gate' && consent && !consent.approved && consent.command === stage.command
  return open ? consent.askedAt + settings.ownerConsentTimeoutMs : undefined
}

/** After a reboot was asked for, it has this long to happen; then the next way is tried. */
export function rebootDeadline(
  { dueAt, requestedAt }: { dueAt?: number; requestedAt?: number },
  settings: ManagerSettings,
): number | undefined {
  return requestedAt === undefined ? dueAt : requestedAt + settings.rebootTimeoutMs
}
