/** How a campaign has ended, in the words of the wire and in words for people. */
import type { Campaign, Failure, Outcome } from './state.ts'

export function outcomeOf(campaign: Campaign): Outcome {
  const status = statusOf(campaign)
  const message = messageOf(campaign)
  const cause =
    campaign.failures.find(({ reason }) => reason.code !== 'CLEANUP_FAILED') ?? campaign.failures[0]
  const reason = cause?.reason ?? (campaign.stop && { code: campaign.stop.code, retryable: true })
  return { status, ...(message && { message }), ...(reason && { reason }) }
}

function statusOf(campaign: Campaign): Outcome['status'] {
  const { transactions, parts, participants, stop } = campaign
  const fellBack = campaign.failures.some(
    ({ reason }) => reason.code === 'FELL_BACK' && reason.phase === 'CLEANUP',
  )
  if (fellBack || parts.some(({ rollback }) => rollback === 'failed')) return 'INCOMPLETE_INCONSISTENT'
  const nothingLanded = transactions.every(({ state }) => state !== 'committed')
  if (stop && (nothingLanded || campaign.dryRun))
    return stop.code === 'SUPERSEDED' ? 'SUPERSEDED' : 'INCOMPLETE'
  if (participants.length === 0) return 'IDENTIFICATION_FAILED'
  if (participants.some(({ identification }) => identification.is === 'failed'))
    return 'IDENTIFICATION_FAILED'
  if (campaign.failures.length > 0 && transactions.length === 0) return 'IDENTIFICATION_FAILED'
  if (campaign.dryRun) return 'IDENTIFIED'
  return transactions.every(({ state }) => state === 'committed') ? 'COMPLETED' : 'INCOMPLETE'
}

function messageOf(campaign: Campaign): string | undefined {
  const causes = campaign.failures.map(failureText)
  if (campaign.stop) causes.push(campaign.stop.message)
  const text = [...causes, ...endOfBaselines(campaign)].join('; ')
  return text || undefined
}

function failureText({ domain, message }: Failure): string {
  return domain === undefined ? message : `[${domain}]: ${message}`
}

/** With several transactions: which of them landed. With one, whether it was taken back. */
function endOfBaselines({ transactions, parts }: Campaign): string[] {
  if (transactions.every(({ state }) => state === 'committed')) return []
  return transactions.flatMap(({ title, state }, index) => {
    const touched = parts.filter((part) => part.transaction === index && part.touched)
    const stuck = touched.filter(({ rollback }) => rollback === 'failed').map(({ domain }) => domain)
    const end =
      state === 'committed'
        ? 'landed'
        : stuck.length > 0
          ? `not rolled back: ${stuck.join(', ')}`
          : touched.length > 0 && 'rolled back'
    if (!end) return title === undefined ? [] : [`baseline "${title}": nothing was changed`]
    return [title === undefined ? end : `baseline "${title}": ${end}`]
  })
}
