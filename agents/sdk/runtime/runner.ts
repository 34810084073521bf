/**
 * Runs the author's code, one call at a time, and tells the machine what came of it.
 *
 * Invariant: each run that was begun ends in exactly one event; one that was aborted and goes on after the grace time
 * also in a `stuck` before it.
 */
import type { Clock, Timer } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { ArtifactStore } from '../../artifacts/artifacts.ts'
import type { CleanupContext, StepResult, UpdateAgent } from '../agent.ts'
import type { Effect, Event, RunStep } from '../operation/events.ts'
import { phaseOf } from '../operation/steps.ts'
import { checkedPlan } from './plan.ts'
import { problemOf } from './problems.ts'
import { createScratch } from './scratch.ts'

export interface Runner {
  identify(effect: Extract<Effect, { type: 'identify' }>): void
  runStep(effect: RunStep): void
  /** Asks a run to stop, and reports it as stuck where it does not. */
  abort(run: number): void
  /** Resolves when nothing runs any more, or when the grace time of what was aborted is over. */
  settled(): Promise<void>
}

export interface RunnerPorts {
  agent: UpdateAgent
  bootId: string
  artifacts: ArtifactStore
  clock: Clock
  log: Log
  dispatch(event: Event): Promise<void>
}

interface Running {
  controller: AbortController
  ended: PromiseWithResolvers<void>
  grace?: Timer
}

export function createRunner(ports: RunnerPorts, abortGraceMs: number): Runner {
  const { agent, dispatch, clock } = ports
  const runs = new Map<number, Running>()

  const run = (id: number, work: (signal: AbortSignal) => Promise<Event>) => {
    const running: Running = { controller: new AbortController(), ended: Promise.withResolvers() }
    runs.set(id, running)
    const end = async () => {
      const event = await work(running.controller.signal)
      running.grace?.cancel()
      runs.delete(id)
      await dispatch(event)
      running.ended.resolve()
    }
    void end()
  }
  const report = (error: unknown, fields: object, signal: AbortSignal) => {
    if (signal.aborted) ports.log.debug({ ...fields, error }, 'a step has stopped')
    else ports.log.warn({ ...fields, error }, 'a step has failed')
  }
  return {
    identify({ run: id, activityId, desired }) {
      const log = ports.log.child({ activityId })
      run(id, async (signal) => {
        try {
          const artifacts = ports.artifacts.forOperation(activityId)
          const context = { activityId, config: desired.config ?? [], artifacts, log, signal }
          return { type: 'identified', run: id, plan: checkedPlan(await agent.identify(desired, context)) }
        } catch (error) {
          report(error, { activityId, step: 'identify' }, signal)
          return {
            type: 'identificationFailed',
            run: id,
            problem: problemOf(error, agent.domain, 'IDENTIFY'),
          }
        }
      })
    },
    runStep(effect) {
      const { run: id, step, activityId } = effect
      const component = effect.action.component.id
      run(id, async (signal) => {
        try {
          const result = await callStep(agent, effect, contextFor(ports, effect, signal))
          return { type: 'stepDone', run: id, rebootRequired: result?.rebootRequired === true }
        } catch (error) {
          report(error, { activityId, step, component }, signal)
          return {
            type: 'stepFailed',
            run: id,
            problem: problemOf(error, agent.domain, phaseOf[step], component),
          }
        }
      })
    },
    abort(id) {
      const running = runs.get(id)
      if (!running || running.controller.signal.aborted) return
      running.controller.abort()
      running.grace = clock.after(abortGraceMs, () => {
        ports.log.warn({ run: id }, 'an aborted step does not end; going on without it')
        void dispatch({ type: 'stuck', run: id }).then(running.ended.resolve)
      })
    },
    async settled() {
      await Promise.all([...runs.values()].map(({ ended }) => ended.promise))
    },
  }
}

async function callStep(
  agent: UpdateAgent,
  { step, action }: RunStep,
  context: CleanupContext,
): Promise<StepResult> {
  switch (step) {
    case 'activate':
      return agent.activate?.(action, context)
    case 'rollback':
      return agent.rollback?.(action, context)
    default:
      await agent[step]?.(action, context)
      return undefined
  }
}

function contextFor(ports: RunnerPorts, effect: RunStep, signal: AbortSignal): CleanupContext {
  const { run, step, activityId, attempt, outcome, action } = effect
  const { bootId, artifacts, log, dispatch } = ports
  return {
    activityId,
    attempt,
    progress(percent, message, waitMs) {
      const bounded = Math.min(100, Math.max(0, Math.round(percent) || 0))
      const said = { ...(message !== undefined && { message }), ...(waitMs !== undefined && { waitMs }) }
      void dispatch({ type: 'progress', run, percent: bounded, ...said })
    },
    signal,
    artifacts: artifacts.forOperation(activityId),
    scratch: createScratch(effect.scratch, (key, value) => dispatch({ type: 'scratch', run, key, value })),
    bootId,
    log: log.child({ activityId, step, component: action.component.id }),
    outcome,
  }
}
