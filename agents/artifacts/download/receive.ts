import type { Clock } from '../../../platform/clock.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { ArtifactSettings } from '../settings.ts'
import type { SourceAnswer, SourceRequest } from '../sources/source.ts'
import { toSourceError } from '../sources/source-errors.ts'
import { newIdleLimit } from './idle-limit.ts'
import { pour } from './pour.ts'
import type { SinkOptions, Stretch } from './stretch.ts'
import { newThroughputFloor } from './throughput-floor.ts'

export type Bytes = Extract<SourceAnswer, { kind: 'bytes' }>

export interface ReceiveOptions extends Pick<SinkOptions, 'ready' | 'check' | 'admit' | 'onProgress'> {
  settings: Pick<ArtifactSettings, 'minThroughput' | 'throughputWindowMs' | 'idleTimeoutMs'>
  clock: Clock
}

/**
 * Takes the body of an answer into a stretch of the part. Reading begins at once, lest a connection that breaks soon takes
 * with it what has come; writing when all is ready. Resolves at the end of the body; rejects with a GodwitError, a
 * SourceError if it is the source's, or with the signal's reason. No write is under way then, and nothing that came is lost.
 */
export async function receive(
  answer: Bytes,
  request: SourceRequest,
  stretch: Pick<Stretch, 'sink' | 'settled'>,
  { ready, check, admit, onProgress, settings, clock }: ReceiveOptions,
): Promise<void> {
  const floor = newThroughputFloor(request.source, settings, clock)
  const idle = newIdleLimit(answer.body, settings.idleTimeoutMs)
  const sink = stretch.sink({
    ready,
    check,
    admit,
    onArrival(bytes) {
      idle.arrived()
      floor.arrived(bytes)
    },
    onProgress() {
      onProgress()
      floor.handled()
      idle.handled()
    },
  })
  try {
    await pour(answer.body, sink, request.signal)
    await ready
  } catch (error) {
    await Promise.allSettled([ready, stretch.settled()])
    throw error instanceof GodwitError || error === sink.errored ? error : toSourceError(error, request)
  } finally {
    idle.stop()
  }
}
