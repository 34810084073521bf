import type { Bus } from '../platform/bus/bus.ts'
import type { Clock } from '../platform/clock.ts'
import { encode, GodwitError, type ManagerStatus, type Question, type Topics } from '../spec/index.ts'
import type { CurrentState } from './api.ts'
import type { Inbox } from './inbox.ts'
import { request } from './request.ts'

/** What can be asked of a manager. */
export interface Questions {
  /** Undefined where no answer comes within `timeoutMs`: the manager is away, or none of Godwit's. */
  status(timeoutMs: number): Promise<ManagerStatus | undefined>
  /** Rejects with NO_ANSWER where no answer comes, and the broker has kept none either. */
  currentState(timeoutMs: number, verify: boolean): Promise<CurrentState>
}

export interface QuestionPorts {
  bus: Bus
  clock: Clock
  newId(): string
}

export function createQuestions(
  topics: Topics,
  inbox: Inbox,
  { bus, clock, newId }: QuestionPorts,
): Questions {
  let kept: CurrentState | undefined
  inbox.currentState.listen(({ payload, timestamp }) => {
    kept = { inventory: payload, timestamp, isFresh: false }
  })
  /** A request to `topic`, in an activity of its own, which the answer then carries. */
  const asked = (topic: string, timeoutMs: number, question: Question | null = null) => {
    const activityId = newId()
    const send = () => bus.publish(topic, encode(activityId, clock.now(), question))
    return { activityId, send, clock, timeoutMs }
  }

  return {
    status: async (timeoutMs) => {
      const answer = await request({ ...asked(topics.statusGet, timeoutMs), answers: inbox.status })
      return answer?.payload
    },
    currentState: async (timeoutMs, verify) => {
      const answer = await request({
        ...asked(topics.currentStateGet, timeoutMs, verify ? { verify } : null),
        answers: inbox.currentState,
      })
      if (answer) return { inventory: answer.payload, timestamp: answer.timestamp, isFresh: true }
      if (kept) return kept
      throw noAnswer('current state', timeoutMs)
    },
  }
}

export function noAnswer(what: string, timeoutMs: number): GodwitError {
  const text = `no answer to the request for the ${what} within ${timeoutMs / 1_000} s`
  return new GodwitError('NO_ANSWER', text, { retryable: true })
}
