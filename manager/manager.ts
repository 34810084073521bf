/**
 * The update manager: puts the campaign machine, the disk and the bus together.
 *
 * Invariants:
 * - A message is acknowledged when what it means is durable; what follows from it is done afterwards.
 * - Nothing that an agent or a backend does or leaves undone can block another one: every wait is a state.
 */
import type { Bus } from '../platform/bus/bus.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Store } from '../platform/store/store.ts'
import { topicsOf } from '../spec/index.ts'
import type { AuditLog } from './audit/log.ts'
import { type Book, createBook } from './book.ts'
import { overallFeedback } from './campaign/feedback.ts'
import type { Campaign } from './campaign/state.ts'
import { createEffects } from './effects.ts'
import { createHandlers } from './handlers.ts'
import { type History, readCampaigns } from './history.ts'
import { openInbox } from './inbox.ts'
import { createInventoryCollector } from './inventory-collector.ts'
import { createOutbox } from './outbox.ts'
import { createRebooter, type Rebooting } from './rebooter.ts'
import { createReporter } from './reporter.ts'
import { createRunner } from './runner.ts'
import type { ManagerSettings } from './settings.ts'

export interface ManagerPorts {
  bus: Bus
  store: Store
  clock: Clock
  log: Log
  audit: AuditLog
  /** Changes with every boot. */
  bootId: string
  rebooting: Rebooting
  /** Version of Godwit, for the inventory. */
  version: string
}

export interface Manager {
  /** Resolves when the campaigns on the disk go on and the manager listens. */
  start(): Promise<void>
  /** Resolves when nothing more is done and everything is on the disk. Campaigns go on with the next start. */
  stop(): Promise<void>
}

/** Version of the shape in which campaigns are kept. */
const schemaVersion = 1

export function createManager(settings: ManagerSettings, ports: ManagerPorts): Manager {
  let parts: Assembly | undefined
  return {
    async start() {
      const campaigns = ports.store.collection<Campaign>('manager/campaigns', { version: schemaVersion })
      const { history, unfinished } = await readCampaigns(settings, { campaigns, clock: ports.clock })
      const assembled = assemble(settings, ports, {
        campaigns,
        history,
        book: createBook(unfinished, settings),
      })
      parts = assembled
      const { bootId } = ports
      await assembled.runner.run((book, now) => book.applyToAll({ type: 'recovered', bootId }, now))
      openInbox(assembled.handlers, {
        ...ports,
        own: topicsOf(settings.domain, settings.topicPrefix),
        agents: new Map(
          Object.keys(settings.agents).map((domain) => [domain, topicsOf(domain, settings.topicPrefix)]),
        ),
      })
      let connections = 0
      ports.bus.onStatus((status) => {
        if (status !== 'online') return
        connections += 1
        assembled.handlers.online(connections > 1)
      })
    },
    async stop() {
      await parts?.runner.stop()
      parts?.collector.stop()
      parts?.reporter.flush()
      await ports.audit.flush()
    },
  }
}

type Assembly = ReturnType<typeof assemble>

interface Stored {
  campaigns: Parameters<typeof readCampaigns>[1]['campaigns']
  history: History
  book: Book
}

function assemble(settings: ManagerSettings, ports: ManagerPorts, { campaigns, history, book }: Stored) {
  const { clock, log, audit } = ports
  const outbox = createOutbox(settings, ports)
  const reporter = createReporter(settings.reportFeedbackIntervalMs, { clock, publish: outbox.feedback })
  const collector = createInventoryCollector(settings, {
    clock,
    version: ports.version,
    ask: outbox.currentStateGet,
    publish: outbox.currentState,
  })

  const reboot = createRebooter({
    ...ports,
    reporter,
    outbox,
    campaign: book.get,
    tell: (activityId, event) => runner.run((current, now) => current.apply(activityId, event, now)),
  })

  /** Tells how the campaign has ended, and what the device looks like now. */
  async function finished(campaign: Campaign): Promise<void> {
    const { activityId, participants } = campaign
    const acknowledged = reporter.now(activityId, overallFeedback(campaign))
    // One that never began has asked nobody, and another campaign may be at work in those domains.
    const began = campaign.participants.some(({ identification }) => identification.is !== 'pending')
    void collector.collect(activityId, began ? participants.map(({ domain }) => domain) : [])
    await history.add(campaign)
    await audit.flush()
    await acknowledged
    await runner.run((current, now) => current.apply(activityId, { type: 'reported' }, now))
  }

  const runner = createRunner(book, {
    campaigns,
    clock,
    log,
    perform: createEffects({
      clock,
      log,
      audit,
      outbox,
      reporter,
      reboot: (campaign, request) => void reboot(campaign, request),
      finished: (campaign) => {
        finished(campaign).catch((error) => log.debug({ error }, 'stopped before the end was acknowledged'))
      },
    }),
  })
  const handlers = createHandlers(settings, { ...ports, book, runner, history, collector, outbox, reporter })
  return { runner, handlers, collector, reporter }
}
