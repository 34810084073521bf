/**
 * The last phase: CLEANUP commits what is good and releases everybody else, so that no agent is left holding an
 * operation. From its beginning on nothing can be taken back.
 */
import type { DesiredState } from '../../spec/index.ts'
import { outcomeOf } from './outcome.ts'
import { allowDelay } from './reboot-policy.ts'
import type { Part, Participant } from './state.ts'
import { audit, command, enter, sendCommand, setPartState, type Turn } from './turn.ts'

export function clean(turn: Turn): void {
  const { campaign } = turn
  campaign.transactions = campaign.transactions.map((transaction) =>
    transaction.state === 'active' ? { ...transaction, state: 'committed' } : transaction,
  )
  enter(turn, { name: 'cleaning' })
  audit(turn, 'cleaning', { transactions: campaign.transactions.map(({ state }) => state) })
  for (const part of campaign.parts) {
    if (part.state.is === 'released') continue
    if (part.silent) dismiss(turn, part)
    else command(turn, part, 'CLEANUP')
  }
  for (const { domain, identification } of campaign.participants) {
    const held = identification.is === 'nothing' && identification.release
    if (held) turn.effects.push({ type: 'sendCommand', domain, command: 'CLEANUP' })
  }
}

/** The campaign ends with its identification: everyone who was sent the desired state is released. */
export function release(turn: Turn): void {
  const { campaign } = turn
  const held = campaign.participants.filter(({ identification }) => identification.is !== 'nothing')
  campaign.transactions = held.length > 0 ? [{ state: 'failed' }] : []
  campaign.parts = held.map(releasedPart)
  clean(turn)
}

function releasedPart({ domain, identification, capabilities }: Participant): Part {
  // Whoever has not answered, or has said no, may have nothing to clean: it is told, but not waited for.
  const answers = identification.is === 'identified' || capabilities.includes('idempotent')
  const silent = !answers || (identification.is === 'failed' && identification.silent)
  return { domain, transaction: 0, state: { is: 'ready', after: 'IDENTIFY' }, touched: false, silent }
}

function dismiss(turn: Turn, part: Part): void {
  setPartState(turn, part, { is: 'released' })
  sendCommand(turn, part, 'CLEANUP')
}

export function advanceCleanup(turn: Turn): void {
  if (turn.campaign.parts.every(({ state }) => state.is === 'released')) finish(turn)
}

export function finish(turn: Turn): void {
  const { campaign, now, settings } = turn
  campaign.outcome = outcomeOf(campaign)
  campaign.finishedAt = now
  campaign.document = withoutConfiguration(campaign.document)
  enter(turn, { name: 'finished' })
  const unaware = campaign.participants.some(
    ({ domain, actions }) => settings.agents[domain]?.rebootRequired && actions.length > 0,
  )
  if (campaign.outcome.status === 'COMPLETED' && unaware && settings.rebootEnabled) {
    campaign.rebootDue = now + settings.rebootAfterMs
    allowDelay(turn)
    campaign.reboots = 0
  }
  const { status, message } = campaign.outcome
  audit(turn, 'finished', { status, ...(message && { message }) })
  turn.effects.push({ type: 'finish' })
}

/** What a past campaign is kept for needs no configuration, and configuration may hold secrets. */
function withoutConfiguration({ domains = [], ...document }: DesiredState): DesiredState {
  const bare = domains.map(({ id, components = [] }) => ({
    id,
    components: components.map((component) => ({
      id: component.id,
      ...(component.version && { version: component.version }),
    })),
  }))
  return { ...document, domains: bare }
}
