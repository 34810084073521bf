/** Tells the artifact store which operations have ended. */
import type { Log } from '../../../platform/log.ts'
import type { ArtifactStore } from '../../artifacts/artifacts.ts'
import type { Effect } from '../operation/events.ts'
import type { Operation } from '../operation/state.ts'

export interface Endings {
  end(effect: Pick<Extract<Effect, { type: 'endOperation' }>, 'activityId' | 'committed'>): void
  /** Ends what an earlier process has not come to end. What cannot be ended now is ended by the next start. */
  makeGood(operations: readonly Operation[]): Promise<void>
}

export function createEndings(artifacts: ArtifactStore, log: Log): Endings {
  const reported = (ending: Promise<void>) =>
    ending.catch((error) => log.error({ error }, 'artifacts that nobody needs cannot be removed'))

  return {
    end: ({ activityId, committed }) => void reported(artifacts.endOperation(activityId, { committed })),
    async makeGood(operations) {
      for (const { activityId, stage } of operations) {
        if (stage.name !== 'finished') continue
        await reported(artifacts.endOperation(activityId, { committed: stage.status === 'COMPLETED' }))
      }
      const going = operations.filter(({ stage }) => stage.name !== 'finished')
      await reported(artifacts.endOthers(going.map(({ activityId }) => activityId)))
    },
  }
}
