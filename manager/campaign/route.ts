/** Where a campaign goes from a barrier. Every way out of a stage is in this file. */
import { clean } from './cleanup.ts'
import type { Campaign, Part, Position } from './state.ts'
import { audit, enter, type Turn } from './turn.ts'

/** Stands before a phase (or a group of it) until nothing keeps it from beginning. */
export function approach(turn: Turn, { command, group }: Position): void {
  enter(turn, { name: 'gate', command, group })
}

/** From a finished group to what comes next. */
export function proceed(turn: Turn, { command, group }: Position): void {
  const { campaign } = turn
  if (activeParts(campaign).length === 0) return clean(turn)
  if (command === 'DOWNLOAD') return approach(turn, { command: 'UPDATE', group: 0 })
  if (group + 1 < campaign.groups.length) return approach(turn, { command, group: group + 1 })
  if (command === 'UPDATE') return approach(turn, { command: 'ACTIVATE', group: 0 })
  if (campaign.stop) return giveUpActive(turn, { command, group })
  clean(turn)
}

/** Every transaction that is not yet lost is given up, for the reason that `stop` or a failure names. */
export function giveUpActive(turn: Turn, position: Position): void {
  for (const [index, transaction] of turn.campaign.transactions.entries()) {
    if (transaction.state === 'active') failTransaction(turn, index)
  }
  if (partsToRollBack(turn.campaign).length > 0) return rollBack(turn, position)
  clean(turn)
}

export function failBrokenTransactions(turn: Turn): void {
  for (const part of activeParts(turn.campaign)) {
    if (part.state.is === 'failed') failTransaction(turn, part.transaction)
  }
}

export function rollBack(turn: Turn, { command, group }: Position): void {
  enter(turn, { name: 'rollingBack', position: { command, group } })
  turn.effects.push({ type: 'reportRunning' })
}

function failTransaction(turn: Turn, index: number): void {
  const transaction = turn.campaign.transactions[index]
  if (transaction?.state !== 'active') return
  turn.campaign.transactions[index] = { ...transaction, state: 'failed' }
  turn.durable = true
  audit(turn, 'transactionFailed', {
    ...(transaction.title !== undefined && { baseline: transaction.title }),
  })
}

export function activeParts({ parts, transactions }: Campaign): Part[] {
  return parts.filter((part) => transactions[part.transaction]?.state === 'active')
}

/** Touched parts of failed transactions that are not yet rolled back, in the order of the desired state. */
export function partsToRollBack({ participants, parts, transactions }: Campaign): Part[] {
  const lost = parts.filter(
    (part) =>
      transactions[part.transaction]?.state === 'failed' && part.touched && part.rollback === undefined,
  )
  return participants.flatMap(({ domain }) => lost.filter((part) => part.domain === domain))
}
