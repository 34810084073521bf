/** Every wait can be explained: for what, on whom, since when, and when it ends by itself. */
import { formatDuration } from '../../platform/config/duration.ts'
import { redactText } from '../../platform/redact.ts'
import type { Command, Wait } from '../../spec/index.ts'
import type { ManagerSettings } from '../settings.ts'
import { consentDeadline, partDeadline } from './deadlines.ts'
import { rebootAttempts } from './reboot-policy.ts'
import { type Campaign, participantOf, type Stage } from './state.ts'

/** What the campaign waits for; empty only when it is finished. */
export function waitsOf(campaign: Campaign, settings: ManagerSettings): Wait[] {
  const { stage, since } = campaign
  const pauseText = 'paused: waits for RESUME'
  const paused: Wait[] = campaign.paused ? [{ for: 'resume', since, text: pauseText }] : []
  switch (stage.name) {
    case 'finished':
      return campaign.rebootDue === undefined
        ? []
        : [{ for: 'reboot', since, until: campaign.rebootDue, text: 'the device reboots after a good end' }]
    case 'waiting':
      return [{ for: 'turn', since, text: 'waits until the campaign before it has ended' }]
    case 'identifying':
      return identifications(campaign, settings)
    case 'gate':
      return [...paused, ...consent(campaign, settings)]
    case 'rebooting':
      return [
        {
          for: 'reboot',
          since,
          ...(stage.dueAt !== undefined && { until: stage.dueAt }),
          text: rebootText(campaign, stage),
        },
      ]
    default:
      return [...paused, ...answers(campaign, settings)]
  }
}

/** The text for a RUNNING feedback where the backend could not see for itself why nothing moves. */
export function explanationOf(campaign: Campaign): string | undefined {
  const { stage, consent: asked } = campaign
  if (campaign.stop) return campaign.stop.message
  if (campaign.paused) return 'paused'
  if (stage.name === 'gate' && asked && !asked.approved)
    return `waits for the owner's consent to ${asked.command}`
  if (stage.name === 'rebooting') return rebootText(campaign, stage)
  return stage.name === 'rollingBack' ? 'rolling back' : undefined
}

function identifications({ participants }: Campaign, settings: ManagerSettings): Wait[] {
  return participants.flatMap(({ domain, identification }) => {
    if (identification.is !== 'pending') return []
    const since = identification.progressAt
    const text = `${domain} has not answered the desired state`
    return [{ domain, for: 'feedback', since, until: since + settings.phaseTimeoutMs, text }]
  })
}

function answers(campaign: Campaign, settings: ManagerSettings): Wait[] {
  return campaign.parts.flatMap((part) => {
    const { domain, baseline, state } = part
    if (state.is === 'awaitingReboot') {
      return [
        { domain, for: 'feedback', since: 0, text: `${domain} waits for a reboot when the others are done` },
      ]
    }
    const until = partDeadline(part, settings)
    if (state.is !== 'running' || until === undefined) return []
    const share = baseline === undefined ? '' : ` (baseline "${baseline}")`
    const limit = formatDuration(settings.phaseTimeoutMs)
    const { command, wait, progressAt: since } = state
    const work = [`${command}${share}`, ...underWay(campaign, domain, command)].join(': ')
    if (!wait) {
      const text = `${domain} works on ${work}; it fails after ${limit} without progress`
      return [{ domain, for: 'feedback', since, until, text }]
    }
    const text = `${domain} waits on purpose in ${work}`
    return [{ domain, for: 'feedback', since: wait.since, goesOnAt: Math.round(wait.until), until, text }]
  })
}

/** What an agent has said last of the components it works on: `software:app 1.2.0, 24 %, 12.3 of 50.0 MB`. */
function underWay(campaign: Campaign, domain: string, command: Command): string[] {
  const actions = participantOf(campaign, domain)?.actions ?? []
  const busy = actions.filter(({ status }) => status?.endsWith('ING') && isOf(command, status))
  const texts = busy.map(({ component, progress, message }) => {
    const name = component.version ? `${component.id} ${component.version}` : component.id
    const percent = progress === undefined ? '' : `${progress} %`
    return [name, percent, redactText(message ?? '')].filter(Boolean).join(', ')
  })
  return texts.length > 0 ? [texts.join(' | ')] : []
}

/** On the way back and at the end, what was under way before them is not any more. */
function isOf(command: Command, status: string): boolean {
  return status === 'REMOVING' || (command !== 'ROLLBACK' && command !== 'CLEANUP')
}

function consent(campaign: Campaign, settings: ManagerSettings): Wait[] {
  const until = consentDeadline(campaign, settings)
  if (until === undefined || !campaign.consent) return []
  const { command, askedAt } = campaign.consent
  return [
    {
      for: 'consent',
      since: askedAt,
      until,
      text: `the owner has not answered whether ${command} may begin`,
    },
  ]
}

function rebootText({ parts }: Campaign, stage: Extract<Stage, { name: 'rebooting' }>): string {
  const domains = parts.filter(({ state }) => state.is === 'awaitingReboot').map(({ domain }) => domain)
  const who = `reboot for ${domains.join(', ')}`
  if (stage.dueAt === undefined)
    return `${who}: rebootEnabled is false, so somebody else has to reboot the device`
  const what = stage.requestedAt === undefined ? 'is scheduled' : 'was requested'
  const attempt = stage.attempt === 1 ? '' : `, attempt ${stage.attempt} of ${rebootAttempts}`
  const problem = stage.problem === undefined ? '' : `: ${redactText(stage.problem)}`
  return `${who} ${what}${attempt}${problem}`
}
