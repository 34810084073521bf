/**
 * Everything a campaign knows, as plain JSON: this is what is written to the disk before anything is done, and what
 * a restarted manager goes on from.
 *
 * The words of it: a *participant* is a domain that the desired state names. A *transaction* is what lands together
 * or not at all: a baseline, or the whole document. A *part* is one participant's share of one transaction, the unit
 * that is given commands. With one transaction, parts and participants are the same.
 *
 * Invariants:
 * - No part is given UPDATE before every part of every transaction is through with DOWNLOAD.
 * - A transaction is `committed` before its first CLEANUP is sent, and only when all its parts are activated.
 * - A part that was `touched` (given UPDATE) in a `failed` transaction is given ROLLBACK before CLEANUP.
 */
import type { Action, Command, DesiredState, FinalStatus, Reason } from '../../spec/index.ts'

export interface Campaign {
  readonly activityId: string
  document: DesiredState
  /** Of the document as it arrived. */
  readonly digest?: string
  /** Order of arrival among the manager's campaigns. */
  readonly sequence: number
  /** ms since the epoch */
  readonly receivedAt: number
  readonly dryRun: boolean
  /** Domains in the groups in which UPDATE and ACTIVATE go; every participant is in one. */
  readonly groups: string[][]
  stage: Stage
  /** When the stage began, in ms since the epoch. */
  since: number
  /** In the order in which the desired state names them. */
  participants: Participant[]
  /** Empty until identification is through. */
  transactions: Transaction[]
  parts: Part[]
  paused: boolean
  /** Somebody wants the campaign to end: what is not committed is taken back. */
  stop?: Stop
  consent?: Consent
  /** Envelope timestamps of consents that were used up: a duplicate must not approve the next phase. */
  usedConsents: number[]
  /** The boot in which the campaign was last seen at work. */
  bootId: string
  reboots: number
  failures: Failure[]
  outcome?: Outcome
  finishedAt?: number
  /** The final status was acknowledged by the broker. */
  reported: boolean
  /**
   * For agents that cannot ask for a reboot: after a good end the device is rebooted, at this time (ms). Until it has
   * booted, or that was tried often enough, no other campaign starts.
   */
  rebootDue?: number
  /** Until when the device may put a reboot off, in ms since the epoch. */
  rebootNotAfter?: number
}

export type PhaseCommand = 'DOWNLOAD' | 'UPDATE' | 'ACTIVATE'

/** Where in the order of phases and groups a campaign stands. */
export interface Position {
  command: PhaseCommand
  group: number
}

export type Stage =
  /** Another campaign has to end first. */
  | { name: 'waiting' }
  | { name: 'identifying' }
  /** Before a phase begins: the owner's consent, or RESUME. */
  | ({ name: 'gate' } & Position)
  | ({ name: 'phase' } & Position)
  | { name: 'rollingBack'; position: Position }
  | {
      name: 'rebooting'
      resume: 'ACTIVATE' | 'ROLLBACK'
      position: Position
      attempt: number
      dueAt?: number
      requestedAt?: number
      /** What has kept it from happening: the device has asked for time, or a command has failed. */
      problem?: string
    }
  /** CLEANUP is under way: the commit of good transactions, the release of all others. */
  | { name: 'cleaning' }
  | { name: 'finished' }

export interface Participant {
  readonly domain: string
  capabilities: string[]
  identification: Identification
  /** It has said something about this campaign. */
  heard?: boolean
  /** In the order in which the agent first named them; ids as the agent sends them. */
  actions: Action[]
}

export type Identification =
  | { is: 'pending'; progressAt: number }
  | { is: 'identified' }
  /** Nothing is to be done; `release` where the agent ended the operation by itself and is left holding it. */
  | { is: 'nothing'; release: boolean }
  | { is: 'failed'; silent: boolean }

export interface Transaction {
  /** The baseline's title, where commands carry it. */
  readonly title?: string
  state: 'active' | 'failed' | 'committed'
}

export interface Part {
  readonly domain: string
  /** Index into `transactions`. */
  readonly transaction: number
  /** What commands for this part carry; absent where they mean everything of the domain. */
  readonly baseline?: string
  state: PartState
  /** It was given UPDATE (or has prepared something that only ROLLBACK takes back). */
  touched: boolean
  rollback?: 'done' | 'failed'
  /** It did not answer in time: nobody waits for its CLEANUP. */
  silent: boolean
}

export type PartState =
  /** Through with `after`, and ready for what comes next. */
  | { is: 'ready'; after: 'IDENTIFY' | Command }
  | { is: 'running'; command: Command; since: number; progressAt: number; wait?: ToldWait }
  | { is: 'paused'; since: number }
  | { is: 'awaitingReboot'; command: 'ACTIVATE' | 'ROLLBACK' }
  | { is: 'failed'; command: Command }
  /** It ended the operation by itself and takes no more commands. */
  | { is: 'released' }

/** The agent has said that it waits on purpose; times in ms since the epoch. */
export interface ToldWait {
  since: number
  /** When it goes on, as far as it knows. */
  until: number
}

export interface Stop {
  code: 'CANCELLED' | 'SUPERSEDED'
  message: string
}

export interface Consent {
  command: PhaseCommand
  askedAt: number
  approved: boolean
}

/** What went wrong, for people and for programs. */
export interface Failure {
  domain?: string
  message: string
  reason: Reason
}

export interface Outcome {
  /** `IDENTIFIED` is how a dry run ends. */
  status: FinalStatus | 'IDENTIFIED'
  message?: string
  reason?: Reason
}

/** Whether the device may already differ from what it was: from then on a campaign is not superseded any more. */
export function isTouched(campaign: Campaign): boolean {
  return campaign.parts.some((part) => part.touched) || campaign.stage.name === 'cleaning'
}

export function isFinished(campaign: Campaign): boolean {
  return campaign.stage.name === 'finished'
}

/** Whether the campaign still keeps others from starting. */
export function isOpen(campaign: Campaign): boolean {
  return !isFinished(campaign) || campaign.rebootDue !== undefined
}

export function participantOf(campaign: Campaign, domain: string): Participant | undefined {
  return campaign.participants.find((participant) => participant.domain === domain)
}

export function isIdempotent(campaign: Campaign, domain: string): boolean {
  return participantOf(campaign, domain)?.capabilities.includes('idempotent') ?? false
}
