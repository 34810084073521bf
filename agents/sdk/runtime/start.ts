/** Puts an agent together: the author's code, the machine, and the ports. */
import type { Bus } from '../../../platform/bus/bus.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { Store } from '../../../platform/store/store.ts'
import { topicsOf } from '../../../spec/index.ts'
import type { ArtifactStore } from '../../artifacts/artifacts.ts'
import type { UpdateAgent } from '../agent.ts'
import { type Moment, progressFeedback } from '../operation/answers.ts'
import type { Effect, Event } from '../operation/events.ts'
import { atWork, initialState, steps } from '../operation/state.ts'
import { createEndings } from './endings.ts'
import { createFeedbackPublisher, type Progress } from './feedback-publisher.ts'
import { openInbox } from './inbox.ts'
import { createInventoryPublisher } from './inventory-publisher.ts'
import { createLoop, type Loop } from './loop.ts'
import { createRecords } from './records.ts'
import { createRunner } from './runner.ts'
import type { AgentRuntimeSettings } from './settings.ts'

export interface AgentPorts {
  bus: Bus
  store: Store
  clock: Clock
  log: Log
  artifacts: ArtifactStore
  /** The kernel's, or any text that changes with every boot and with nothing else. */
  bootId: string
}

export interface RunningAgent {
  /**
   * Stops what runs, which is no failure: it goes on with the next start. Resolves within the abort grace time.
   * Messages that arrive afterwards are still written down; the bus is to be closed next. Idempotent.
   */
  stop(): Promise<void>
}

/**
 * Starts an agent: goes on with what an earlier process has left, and listens. Resolves when it does, also where the
 * broker is not there yet. Rejects where the store cannot be read.
 */
export async function startAgent(
  agent: UpdateAgent,
  settings: AgentRuntimeSettings,
  ports: AgentPorts,
): Promise<RunningAgent> {
  const { bus, clock, bootId } = ports
  const log = ports.log.child({ domain: agent.domain })
  const topics = topicsOf(agent.domain, settings.topicPrefix)
  const records = createRecords(ports.store, agent.domain)
  const state = () => loop.state()
  const dispatch = (event: Event) => loop.dispatch(event)

  const feedback = createFeedbackPublisher(
    topics.feedback,
    settings.progressIntervalMs,
    () => progressIn(agent.domain, { state: state(), now: clock.now() }),
    { bus, clock, log },
  )
  const inventory = createInventoryPublisher(agent, topics.currentState, settings.currentStateDelayMs, {
    bus,
    clock,
    log,
  })
  const runner = createRunner({ ...ports, agent, log, dispatch }, settings.abortGraceMs)
  const perform = (effect: Effect) => {
    switch (effect.type) {
      case 'identify':
        return runner.identify(effect)
      case 'runStep':
        return runner.runStep(effect)
      case 'abort':
        return runner.abort(effect.run)
      case 'publishProgress':
        return feedback.publishProgress()
      case 'endOperation':
        return endings.end(effect)
      case 'publishInventory':
        return inventory.publish('')
      case 'publish':
        return void publish(effect)
    }
  }
  const publish = async ({ activityId, feedback: said, final }: Extract<Effect, { type: 'publish' }>) => {
    const sent = await feedback.publish(activityId, said)
    if (sent && final) await dispatch({ type: 'reported', activityId })
  }
  const operations = await records.load()
  const endings = createEndings(ports.artifacts, log)
  await endings.makeGood(operations)
  const loop: Loop = createLoop({
    initial: initialState(bootId, operations),
    settings: { domain: agent.domain, implemented: steps.filter((step) => agent[step] !== undefined) },
    persist: records.persist,
    perform,
    clock,
    log,
  })
  openInbox(agent.domain, topics, { bus, log, dispatch, onCurrentStateGet: inventory.publish })
  // The start itself says everything once; it is the broker's memory that a lost connection puts in doubt.
  let lost = false
  bus.onStatus((status) => {
    if (status === 'online' && lost) void dispatch({ type: 'connected' })
    lost = status === 'offline'
  })
  await dispatch({ type: 'started' })
  const unwatch = agent.watch?.(inventory.changed, () => atWork(state()) !== undefined)

  let stopped: Promise<void> | undefined
  const stop = async () => {
    unwatch?.()
    inventory.stop()
    const ended = dispatch({ type: 'stopping' }).then(() => runner.settled())
    const grace = Promise.withResolvers<void>()
    const timer = clock.after(settings.abortGraceMs, grace.resolve)
    await Promise.race([ended, grace.promise])
    timer.cancel()
    feedback.stop()
  }
  return {
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}

function progressIn(domain: string, moment: Moment): Progress[] {
  const operation = atWork(moment.state)
  if (!operation) return []
  const { activityId } = operation
  return progressFeedback(operation, domain, moment).map((feedback) => ({ activityId, feedback }))
}
