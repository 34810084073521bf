/**
 * Which components land together.
 *
 * With one baseline or none, the whole document is one transaction and commands carry no baseline, as in the field.
 * With several, each is a transaction, and what none of them lists is one more. An agent that cannot keep baselines
 * apart does everything at once, so transactions that meet in such an agent are joined: coarser than asked for, but
 * never a half-landed baseline.
 */
import { remainderBaseline } from '../../spec/index.ts'
import type { Campaign, Part, Transaction } from './state.ts'

/** Transactions and parts of all domains that have something to do. */
export function formTransactions(campaign: Campaign): { transactions: Transaction[]; parts: Part[] } {
  const baselines = campaign.document.baselines ?? []
  const busy = campaign.participants.filter((participant) => participant.identification.is === 'identified')
  if (baselines.length <= 1) {
    return { transactions: [{ state: 'active' }], parts: busy.map(({ domain }) => newPart(domain, 0)) }
  }
  const titleOf = new Map(
    baselines.flatMap(({ title, components }) => (components ?? []).map((id) => [id, title])),
  )
  const shares = busy.map((participant) => ({
    domain: participant.domain,
    separable: participant.capabilities.includes('baselines'),
    titles: unique(
      participant.actions.map(({ component }) => titleOf.get(component.id) ?? remainderBaseline),
    ),
  }))
  const joined = joinSets(shares.filter((share) => !share.separable).map((share) => share.titles))
  const groupOf = (title: string) => joined.find((group) => group.includes(title)) ?? [title]
  const groups: string[][] = []
  for (const title of [...baselines.map((baseline) => baseline.title), remainderBaseline]) {
    if (!groups.some((group) => group.includes(title))) groups.push(groupOf(title))
  }
  const used = groups.filter((group) =>
    shares.some(({ titles }) => titles.some((title) => group.includes(title))),
  )
  const parts = used.flatMap((group, transaction) => partsOfGroup(group, transaction, shares))
  const transactions = used.map((group): Transaction => ({ title: group.join(' + '), state: 'active' }))
  return { transactions, parts }
}

interface Share {
  domain: string
  separable: boolean
  titles: string[]
}

function partsOfGroup(group: string[], transaction: number, shares: Share[]): Part[] {
  return shares.flatMap((share) => {
    const titles = share.titles.filter((title) => group.includes(title))
    if (titles.length === 0) return []
    if (!share.separable) return [newPart(share.domain, transaction)]
    return titles.map((title) => newPart(share.domain, transaction, title))
  })
}

function newPart(domain: string, transaction: number, baseline?: string): Part {
  return {
    domain,
    transaction,
    ...(baseline !== undefined && { baseline }),
    state: { is: 'ready', after: 'IDENTIFY' },
    touched: false,
    silent: false,
  }
}

/** Joins sets that share a member, until none do. */
function joinSets(sets: string[][]): string[][] {
  const joined: string[][] = []
  for (const set of sets) {
    const meeting = joined.filter((other) => other.some((member) => set.includes(member)))
    for (const other of meeting) joined.splice(joined.indexOf(other), 1)
    joined.push(unique([...meeting.flat(), ...set]))
  }
  return joined
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)]
}
