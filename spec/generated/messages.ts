// Generated from spec/schemas by `npm run generate`. Do not edit.


/**
 * Manager to agent: start a phase. Backend to manager: control the campaign named by the envelope.
 */
export interface DesiredStateCommand {
/**
 * `DOWNLOAD`, `UPDATE`, `ACTIVATE`, `ROLLBACK`, `CLEANUP` to agents (`PAUSE` to those with the capability `pause`); `CANCEL`, `PAUSE`, `RESUME` to the manager.
 */
command: string
/**
 * The baseline the command is for; absent, empty or `*` means everything of the domain.
 */
baseline?: string
/**
 * Godwit's addition: the boot in which the manager gives the command. An agent repeats it in its answers, so that one from before a reboot is not taken for one from after it.
 */
boot?: string
}
/**
 * What the device is to become, over all domains. A list or object that is absent is empty.
 */
export interface DesiredState {
baselines?: Baseline[]
domains?: DesiredDomain[]
/**
 * Godwit's addition: identify only; nothing changes on the device.
 */
dryRun?: boolean
/**
 * Godwit's addition, set by the manager towards agents: it understands `rebootRequired` and will ask again after the boot.
 */
rebootBarrier?: boolean
}
/**
 * Components, across domains, that land together or not at all.
 */
export interface Baseline {
/**
 * Name of the baseline; unique in the document.
 */
title: string
/**
 * For people.
 */
description?: string
/**
 * Passed through to the agents.
 */
preconditions?: string
/**
 * Items: `<domain>:<component id>`
 */
components?: string[]
}
/**
 * The part of the document that one agent gets.
 */
export interface DesiredDomain {
/**
 * Name of the domain.
 */
id: string
config?: KeyValue[]
components?: DesiredComponent[]
}
/**
 * One configuration entry. A key may repeat; the order of entries is kept.
 */
export interface KeyValue {
/**
 * Name of the entry.
 */
key: string
/**
 * Value; absent means the empty string.
 */
value?: string
}
/**
 * One component as it is to be.
 */
export interface DesiredComponent {
/**
 * Component id, without the domain.
 */
id: string
/**
 * Version it is to have.
 */
version?: string
config?: KeyValue[]
}
/**
 * What every message is wrapped in.
 */
export interface Envelope {
/**
 * Correlates all messages of one campaign; empty for reports nobody asked for.
 */
activityId: string
/**
 * When the message was made, in ms since the epoch; 0 or absent where the sender has none.
 */
timestamp?: number
/**
 * The message itself; null or absent where the topic needs none.
 */
payload?: {
[k: string]: unknown
}
}
/**
 * How far a campaign, or one agent's part of it, has come.
 */
export interface DesiredStateFeedback {
/**
 * The baseline this feedback is for; absent means all of the domain.
 */
baseline?: string
/**
 * One of the statuses in `spec/statuses.ts`; unknown ones are tolerated.
 */
status: string
/**
 * For people.
 */
message?: string
reason?: Reason
/**
 * Godwit's addition, while ACTIVATING or in ROLLBACK: done as far as possible; reboot the device, then ask again.
 */
rebootRequired?: boolean
actions?: Action[]
/**
 * Godwit's addition: `boot` of the command that is answered.
 */
boot?: string
}
/**
 * Godwit's addition: why, for programs.
 */
export interface Reason {
/**
 * An error code of `spec/errors.ts`.
 */
code: string
/**
 * The phase it happened in.
 */
phase?: string
/**
 * The component, prefixed with its domain.
 */
component?: string
/**
 * The domain it happened in.
 */
domain?: string
/**
 * Whether trying again can help.
 */
retryable?: boolean
/**
 * The pause in milliseconds that a server asked for before the next try.
 */
retryAfterMs?: number
}
/**
 * What an agent does to one component.
 */
export interface Action {
component: ComponentRef
/**
 * Action status; unknown ones are passed on unchanged.
 */
status?: string
/**
 * Per cent; absent means 0.
 */
progress?: number
/**
 * For people.
 */
message?: string
/**
 * Godwit's addition: nothing will come for about so many milliseconds, on purpose. Not passed on to the backend.
 */
waitMs?: number
reason?: Reason
}
/**
 * A component and the version it has or is to have.
 */
export interface ComponentRef {
/**
 * Component id; in feedback and inventory prefixed with its domain, as in `containers:nav-ui`.
 */
id: string
/**
 * Version of the component.
 */
version?: string
}
/**
 * Current state: hardware and software nodes and how they hang together.
 */
export interface Inventory {
hardwareNodes?: HardwareNode[]
softwareNodes?: SoftwareNode[]
associations?: Association[]
}
export interface HardwareNode {
/**
 * Node id.
 */
id: string
/**
 * Hardware version.
 */
version?: string
/**
 * For people.
 */
name?: string
parameters?: KeyValue[]
/**
 * Whether the node can be reached by itself.
 */
addressable?: boolean
}
export interface SoftwareNode {
/**
 * Node id.
 */
id: string
/**
 * Installed version.
 */
version?: string
/**
 * For people.
 */
name?: string
parameters?: KeyValue[]
/**
 * `IMAGE`, `RAW`, `DATA`, `APPLICATION` or `CONTAINER`.
 */
type?: string
}
export interface Association {
/**
 * From this node.
 */
sourceId: string
/**
 * To this node.
 */
targetId: string
}
/**
 * The owner's answer.
 */
export interface OwnerConsentFeedback {
/**
 * `APPROVED`; anything else denies.
 */
status: string
/**
 * Godwit's addition: the command that is answered; where given, the answer counts for that command alone.
 */
command?: string
}
/**
 * The manager asks the owner of the device before a phase.
 */
export interface OwnerConsent {
/**
 * `DOWNLOAD`, `UPDATE` or `ACTIVATE`.
 */
command: string
}
/**
 * Godwit's addition, retained; the offline one is the broker's last will of the process.
 */
export interface Presence {
/**
 * Whether the process is connected.
 */
online: boolean
/**
 * Version of Godwit.
 */
version?: string
}
/**
 * Godwit's addition: the manager's answer on `status` to a message on `status/get`.
 */
export interface ManagerStatus {
/**
 * Newest first.
 */
campaigns: CampaignSummary[]
}
export interface CampaignSummary {
/**
 * The campaign.
 */
activityId: string
/**
 * Where it stands: `waiting`, `identifying`, …, `finished`.
 */
stage: string
/**
 * Last status reported.
 */
status?: string
/**
 * The reason of the final status.
 */
message?: string
reason?: Reason
/**
 * Digest of the desired state as it was read: the same activity with another one is another campaign under a name that is taken.
 */
digest?: string
/**
 * ms since the epoch
 */
receivedAt: number
/**
 * ms since the epoch
 */
finishedAt?: number
paused?: boolean
dryRun?: boolean
actions?: Action[]
waits?: Wait[]
}
/**
 * What the campaign waits for.
 */
export interface Wait {
/**
 * The domain it waits for, if it is one.
 */
domain?: string
/**
 * `feedback`, `consent`, `reboot`, `resume` or `turn`.
 */
for: string
/**
 * ms since the epoch
 */
since: number
/**
 * When it gives up, in ms since the epoch; absent means never.
 */
until?: number
/**
 * When it goes on, in ms since the epoch, where an agent has said that it waits on purpose.
 */
goesOnAt?: number
/**
 * The same for people.
 */
text: string
}
