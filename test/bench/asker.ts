/** A client that asks again and again, whether it is answered or not: what the users of a service see of its update. */
import { get } from 'node:http'
import { newChanges, waitUntil } from '../support/waiting.ts'

/** What an update did to those who asked meanwhile. */
export interface Answers {
  asked: number
  failed: number
  /** The longest time from one answer to the next, milliseconds. */
  longestGap: number
}

export interface Asker {
  /** Resolves with the next answer to a question that is asked from now on. */
  answered(): Promise<void>
  /** Asks no more, waits for what is open, and counts. */
  stop(): Promise<Answers>
}

const intervalMs = 5
/** Nobody waits longer for a page. */
const limitMs = 5_000

/** Asks every five milliseconds, each time on a connection of its own. Everything but 200 is a failure. */
export function startAsking(url: string): Asker {
  const answers: number[] = []
  const changes = newChanges()
  let asked = 0
  let open = 0
  let lastAnswered = 0
  const timer = setInterval(() => {
    asked += 1
    open += 1
    const number = asked
    void ask(url).then((isAnswered) => {
      open -= 1
      if (isAnswered) {
        answers.push(performance.now())
        lastAnswered = Math.max(lastAnswered, number)
      }
      changes.notify()
    })
  }, intervalMs)
  const until = (what: string, holds: () => boolean) =>
    waitUntil(
      () => holds() || undefined,
      changes.listen,
      () => `${url}: ${what}`,
      60_000,
    )
  return {
    async answered() {
      const before = asked
      await until('no answer', () => lastAnswered > before)
    },
    async stop() {
      clearInterval(timer)
      await until('questions stay open', () => open === 0)
      const gaps = answers.slice(1).map((at, index) => at - (answers[index] ?? at))
      return { asked, failed: asked - answers.length, longestGap: Math.max(...gaps) }
    },
  }
}

function ask(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: limitMs }, (response) => {
      response
        .on('end', () => resolve(response.statusCode === 200))
        .on('error', () => resolve(false))
        .resume()
    })
    request.on('timeout', () => request.destroy(new Error('no answer'))).on('error', () => resolve(false))
  })
}
