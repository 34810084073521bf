/** The only place where topic names are made. Contract: docs/protocol.md. */

export interface Topics {
  desiredState: string
  command: string
  feedback: string
  currentState: string
  currentStateGet: string
  ownerConsent: string
  ownerConsentFeedback: string
  presence: string
  status: string
  statusGet: string
}

/** The topics of one domain: an agent's, or the manager's own. */
export function topicsOf(domain: string, prefix?: string): Topics {
  const root = prefix ? `${prefix}/${domainSegment(domain)}` : domainSegment(domain)
  return {
    desiredState: `${root}/desiredstate`,
    command: `${root}/desiredstate/command`,
    feedback: `${root}/desiredstatefeedback`,
    currentState: `${root}/currentstate`,
    currentStateGet: `${root}/currentstate/get`,
    ownerConsent: `${root}/ownerconsent`,
    ownerConsentFeedback: `${root}/ownerconsentfeedback`,
    presence: `${root}/presence`,
    status: `${root}/status`,
    statusGet: `${root}/status/get`,
  }
}

/** `containers` → `containersupdate`, `self-update` → `selfupdate`. Two domains may collide: compare this. */
export function domainSegment(domain: string): string {
  const bare = domain.replaceAll('-', '')
  return bare.endsWith('update') ? bare : `${bare}update`
}
