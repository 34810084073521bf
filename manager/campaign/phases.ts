/**
 * DOWNLOAD, UPDATE and ACTIVATE: in each, all parts of a group work at once, and the barrier at its end lets the
 * campaign go on only when every one of them is done or has failed.
 */
import { askConsent, consentNeeded } from './consent.ts'
import { scheduleReboot } from './reboot.ts'
import {
  activeParts,
  failBrokenTransactions,
  giveUpActive,
  partsToRollBack,
  proceed,
  rollBack,
} from './route.ts'
import type { Campaign, Part, Position } from './state.ts'
import { command, enter, type Turn } from './turn.ts'

/** Begins the phase, unless something keeps it from beginning. */
export function advanceGate(turn: Turn, position: Position): void {
  const { campaign } = turn
  if (campaign.stop) return giveUpActive(turn, position)
  if (campaign.paused) return
  if (consentNeeded(turn, position)) return askConsent(turn, position.command)
  enter(turn, { name: 'phase', command: position.command, group: position.group })
  for (const part of partsAt(campaign, position)) {
    if (part.state.is === 'ready') command(turn, part, position.command)
  }
}

/** The barrier. */
export function advancePhase(turn: Turn, position: Position): void {
  const { campaign } = turn
  const active = activeParts(campaign)
  if (active.some(({ state }) => state.is === 'running' || state.is === 'paused')) return
  if (campaign.stop) return giveUpActive(turn, position)
  failBrokenTransactions(turn)
  if (partsToRollBack(campaign).length > 0) return rollBack(turn, position)
  const rebootNeeded = activeParts(campaign).some(({ state }) => state.is === 'awaitingReboot')
  if (rebootNeeded) return scheduleReboot(turn, 'ACTIVATE', position)
  proceed(turn, position)
}

/** The parts whose turn it is: all of them for DOWNLOAD, those of the group for UPDATE and ACTIVATE. */
function partsAt(campaign: Campaign, { command, group }: Position): Part[] {
  const domains = campaign.groups[group] ?? []
  return activeParts(campaign).filter((part) => command === 'DOWNLOAD' || domains.includes(part.domain))
}
