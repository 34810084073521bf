/**
 * The way back: every touched part of a failed transaction, one domain after the other, in reverse of the order in
 * which the desired state names them. A rollback that fails is recorded, and the others are rolled back all the same.
 */
import { scheduleReboot } from './reboot.ts'
import { activeParts, failBrokenTransactions, partsToRollBack, proceed } from './route.ts'
import type { Part, Position } from './state.ts'
import { command, type Turn } from './turn.ts'

export function advanceRollback(turn: Turn, position: Position): void {
  const { campaign } = turn
  if (campaign.parts.some(({ state }) => state.is === 'running')) return
  failBrokenTransactions(turn)
  const pending = partsToRollBack(campaign)
  const next = pending.filter((part) => !isAskingForReboot(part)).at(-1)
  if (next) return command(turn, next, 'ROLLBACK')
  if (pending.length > 0) return scheduleReboot(turn, 'ROLLBACK', position)
  const rebootNeeded = activeParts(campaign).some(({ state }) => state.is === 'awaitingReboot')
  if (rebootNeeded) return scheduleReboot(turn, 'ACTIVATE', position)
  proceed(turn, position)
}

/** Done with its rollback but for a reboot. One that waited for the reboot of its ACTIVATE has still to be asked. */
function isAskingForReboot({ state }: Part): boolean {
  return state.is === 'awaitingReboot' && state.command === 'ROLLBACK'
}
