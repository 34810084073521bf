import type { Campaign, GodwitClient, Outcome } from '../client/index.ts'
import type { Clock } from '../platform/clock.ts'
import { ExitError, failure } from './errors.ts'
import { type ProgressOutput, progressOutput } from './terminal/progress-output.ts'
import type { Terminal } from './terminal/terminal.ts'

/** How long a manager may take to say that it has the campaign. */
const answerTimeoutMs = 10_000

export interface WatchOptions {
  client: GodwitClient
  campaign: Campaign
  terminal: Terminal
  clock: Clock
  json: boolean
}

/**
 * Shows a campaign until it ends, and answers with the outcome. Ctrl-C stops the watching, not the campaign.
 * Fails where nobody answers.
 */
export async function watch(options: WatchOptions): Promise<Outcome> {
  const { client, campaign, terminal, json } = options
  const output = progressOutput(terminal, json)
  const stopAsking = client.onConsent(({ activityId, command }) => {
    if (activityId === campaign.activityId) output.note(`waits for the owner's consent to ${command}`)
  })
  const interrupt = interruption(campaign.activityId)
  const silence = silenceOf(options, output)
  try {
    return await Promise.race([show(campaign, output, silence.end), interrupt.promise, silence.promise])
  } finally {
    stopAsking()
    interrupt.end()
    silence.end()
  }
}

async function show(campaign: Campaign, output: ProgressOutput, heard: () => void): Promise<Outcome> {
  for await (const progress of campaign) {
    heard()
    output.show(progress)
  }
  return campaign.finished()
}

/** A promise that can only reject, and a way to call it off. */
interface Watchdog {
  promise: Promise<never>
  end(): void
}

function interruption(activityId: string): Watchdog {
  const { promise, reject } = Promise.withResolvers<never>()
  const detach = () => {
    const hint = `watch it with: godwit follow ${activityId}; end it with: godwit cancel ${activityId}`
    reject(new ExitError(130, `detached; the campaign goes on. ${hint}`))
  }
  process.once('SIGINT', detach)
  return { promise, end: () => process.removeListener('SIGINT', detach) }
}

/** Fails where the manager has said nothing for a while, and does not know of the campaign either. */
function silenceOf({ client, campaign, clock }: WatchOptions, output: ProgressOutput): Watchdog {
  const { promise, reject } = Promise.withResolvers<never>()
  const ask = async () => {
    const status = await client.status({ timeoutMs: 2_000 }).catch(() => undefined)
    const known = status?.campaigns.find(({ activityId }) => activityId === campaign.activityId)
    if (!known)
      return reject(failure(status ? notTaken(campaign.activityId) : nobodyThere(campaign.activityId)))
    for (const wait of known.waits ?? []) output.note(wait.text)
  }
  const timer = clock.after(answerTimeoutMs, () => void ask())
  return { promise, end: () => timer.cancel() }
}

const nobodyThere = (activityId: string) =>
  `nobody has answered campaign ${activityId} within ${answerTimeoutMs / 1_000} s: is the update manager running, ` +
  'on this broker, with this --domain and --topic-prefix?'

const notTaken = (activityId: string) =>
  `the update manager is there, but has not taken up campaign ${activityId}; its log says why`
