/** An engine that does not answer, because it is restarted or not there yet, is waited for. */
import { formatDuration } from '../../platform/config/duration.ts'
import { pause } from '../../platform/pause.ts'
import { GodwitError } from '../../spec/index.ts'
import type { StepContext } from '../sdk/agent.ts'
import type { ContainersDevice } from './device.ts'

const firstPauseMs = 250
const longestPauseMs = 5_000

type Waiting = Pick<StepContext, 'signal'> & Partial<Pick<StepContext, 'progress'>> & Pick<StepContext, 'log'>

/**
 * Does the work, again from its beginning whenever the engine has gone and come back: so the work has to find out by
 * itself how far it came. Rejects with ENGINE_UNAVAILABLE where the engine stays away for too long.
 */
export async function patiently<T>(
  { engine, clock, settings, trials }: ContainersDevice,
  context: Waiting,
  work: () => Promise<T>,
): Promise<T> {
  let awaySince: number | undefined
  let pauseMs = firstPauseMs
  for (;;) {
    try {
      if (awaySince !== undefined) await engine.info()
      if (awaySince !== undefined) context.log.info({}, 'the container engine answers again')
      awaySince = undefined
      return await work()
    } catch (error) {
      context.signal.throwIfAborted()
      if (!isAway(error)) throw error
      awaySince ??= clock.steady()
      trials.engineIsAway()
      const left = settings.enginePatienceMs - (clock.steady() - awaySince)
      if (left <= 0) throw gaveUp(error, settings.enginePatienceMs)
      context.log.warn({ error }, 'waits for the container engine')
      context.progress?.(0, `waits: ${error.message}`, Math.ceil(left))
      await pause(clock, Math.min(pauseMs, left), context.signal)
      pauseMs = Math.min(2 * pauseMs, longestPauseMs)
    }
  }
}

const isAway = (error: unknown): error is GodwitError =>
  error instanceof GodwitError && error.code === 'ENGINE_UNAVAILABLE'

function gaveUp(error: GodwitError, patienceMs: number): GodwitError {
  const message = `${error.message}; waited for ${formatDuration(patienceMs)}`
  return new GodwitError('ENGINE_UNAVAILABLE', message, { retryable: true, cause: error })
}
