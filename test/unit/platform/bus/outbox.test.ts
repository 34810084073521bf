import { expect, it } from 'vitest'
import { newOutbox, type Outgoing } from '../../../../platform/bus/outbox.ts'

const message = (payload: string): Outgoing => ({ topic: 't', payload, retain: false })

/** A way out that records what is sent, and answers when it is told to. */
function newWay() {
  const sent: string[] = []
  const answers: PromiseWithResolvers<void>[] = []
  const send = ({ payload }: Outgoing) => {
    const answer = Promise.withResolvers<void>()
    sent.push(payload)
    answers.push(answer)
    return answer.promise
  }
  return { sent, answers, send }
}

it('keeps what is published while there is no connection, and sends it in order', async () => {
  const outbox = newOutbox(() => {})
  const published = Promise.all(['a', 'b', 'c'].map((text) => outbox.add(message(text))))
  const way = newWay()
  outbox.open(10, way.send)
  expect(way.sent).toEqual(['a', 'b', 'c'])
  for (const answer of way.answers) answer.resolve()
  await published
  await outbox.drained()
})

it('never has more under way than the broker takes', async () => {
  const outbox = newOutbox(() => {})
  const way = newWay()
  outbox.open(2, way.send)
  const first = outbox.add(message('a'))
  void outbox.add(message('b'))
  void outbox.add(message('c'))
  expect(way.sent).toEqual(['a', 'b'])
  way.answers[0]?.resolve()
  await first
  expect(way.sent).toEqual(['a', 'b', 'c'])
})

it('sends unanswered messages again on the next connection, before newer ones', async () => {
  const outbox = newOutbox(() => {})
  const lost = newWay()
  outbox.open(2, lost.send)
  const published = Promise.all(['a', 'b', 'c'].map((text) => outbox.add(message(text))))
  outbox.pause()
  lost.answers[0]?.resolve() // too late: that connection is gone
  const way = newWay()
  outbox.open(10, way.send)
  expect(way.sent).toEqual(['a', 'b', 'c'])
  for (const answer of way.answers) answer.resolve()
  await published
})

it('reports a message that the broker refuses, and goes on', async () => {
  const refused: string[] = []
  const outbox = newOutbox(({ payload }, reason) => refused.push(`${payload}: ${reason.message}`))
  const way = newWay()
  outbox.open(1, way.send)
  const first = outbox.add(message('a'))
  const second = outbox.add(message('b'))
  way.answers[0]?.reject(new Error('too large'))
  await first
  way.answers[1]?.resolve()
  await second
  expect(refused).toEqual(['a: too large'])
})

it('rejects what is left when it is abandoned', async () => {
  const outbox = newOutbox(() => {})
  outbox.open(1, newWay().send)
  const published = ['a', 'b'].map((text) => outbox.add(message(text)))
  outbox.abandon(new Error('closed'))
  const outcomes = await Promise.allSettled(published)
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await outbox.drained()
})
