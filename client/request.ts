import type { Clock } from '../platform/clock.ts'
import type { Message } from '../spec/index.ts'
import type { Channel } from './channel.ts'

export interface Request<Payload> {
  /** Where the answer comes in; it carries the request's activity id. */
  answers: Channel<Message<Payload>>
  activityId: string
  send(): Promise<void>
  clock: Clock
  timeoutMs: number
}

/** Sends, and waits for the answer; undefined where none comes within `timeoutMs`. Rejects when sending does. */
export function request<Payload>(request: Request<Payload>): Promise<Message<Payload> | undefined> {
  const { answers, activityId, send, clock, timeoutMs } = request
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      timer.cancel()
      stopListening()
      end()
    }
    const timer = clock.after(timeoutMs, () => finish(() => resolve(undefined)))
    const stopListening = answers.listen((message) => {
      if (message.activityId === activityId) finish(() => resolve(message))
    })
    send().catch((error: unknown) => finish(() => reject(error)))
  })
}
