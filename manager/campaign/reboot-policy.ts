import type { Turn } from './turn.ts'

/** How often a reboot that does not happen is tried; each time, where there is one, by another way. */
export const rebootAttempts = 3

/** From the announced time on, a reboot may be put off for so long. */
export function allowDelay({ campaign, now, settings }: Turn): void {
  campaign.rebootNotAfter = now + settings.rebootAfterMs + settings.rebootDelayMaxMs
}
