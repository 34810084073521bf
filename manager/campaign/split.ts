/** Cuts a desired state into what each agent gets. Contract: docs/protocol.md, "Desired state". */
import { type DesiredDomain, type DesiredState, remainderBaseline } from '../../spec/index.ts'
import type { Campaign } from './state.ts'

/** The document's domains, in its order. Of a domain that is named twice the last counts, at the first's place. */
export function domainsOf(document: DesiredState): DesiredDomain[] {
  const byId = new Map<string, DesiredDomain>()
  for (const domain of document.domains ?? []) byId.set(domain.id, domain)
  return [...byId.values()]
}

/**
 * The desired state for one agent: its domain, and the baselines that name components of it, cut to those.
 * Keys outside the contract are not handed on.
 */
export function desiredStateFor(campaign: Campaign, domainId: string): DesiredState {
  const domain = domainsOf(campaign.document).find((candidate) => candidate.id === domainId)
  const baselines = (campaign.document.baselines ?? [])
    .map((baseline) => ({
      ...baseline,
      components: (baseline.components ?? []).filter((component) => component.startsWith(`${domainId}:`)),
    }))
    .filter((baseline) => baseline.components.length > 0)
  return {
    ...(baselines.length > 0 && { baselines: baselines.map(contractBaseline) }),
    domains: domain ? [contractDomain(domain)] : [],
    rebootBarrier: true,
  }
}

function contractBaseline(baseline: NonNullable<DesiredState['baselines']>[number]) {
  const { title, description, preconditions, components } = baseline
  return {
    title,
    ...(description && { description }),
    ...(preconditions && { preconditions }),
    ...(components && { components }),
  }
}

function contractDomain({ id, config, components }: DesiredDomain): DesiredDomain {
  return {
    id,
    ...(config && config.length > 0 && { config: config.map(contractEntry) }),
    ...(components && {
      components: components.map((component) => ({
        id: component.id,
        ...(component.version && { version: component.version }),
        ...(component.config &&
          component.config.length > 0 && { config: component.config.map(contractEntry) }),
      })),
    }),
  }
}

/** An empty value is left out, as the field's manager does. */
function contractEntry({ key, value }: { key: string; value?: string }) {
  return { key, ...(value && { value }) }
}

/** A problem with the document's baselines that no agent could solve, or undefined. */
export function baselineProblem(document: DesiredState): string | undefined {
  const domains = new Set(domainsOf(document).map((domain) => domain.id))
  const titles = new Set<string>()
  const owners = new Map<string, string>()
  for (const [index, baseline] of (document.baselines ?? []).entries()) {
    const place = `payload.baselines[${index}]`
    if (titles.has(baseline.title)) return `${place}.title: "${baseline.title}" stands twice`
    if (baseline.title === remainderBaseline || baseline.title === '*') {
      return `${place}.title: "${baseline.title}" is reserved`
    }
    titles.add(baseline.title)
    for (const component of baseline.components ?? []) {
      const domain = component.slice(0, component.indexOf(':'))
      if (!domains.has(domain)) return `${place}.components: "${component}" is of no domain in this document`
      const owner = owners.get(component)
      if (owner !== undefined) return `${place}.components: "${component}" is also in baseline "${owner}"`
      owners.set(component, baseline.title)
    }
  }
  return undefined
}
