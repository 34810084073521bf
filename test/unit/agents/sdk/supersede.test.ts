import { describe, expect, it } from 'vitest'
import { drive } from './machine-driver.ts'

describe('a newer desired state', () => {
  it('takes the place of one that is being identified', () => {
    const agent = drive()
    agent.desired()
    expect(agent.desired('b')).toEqual(['abort', 'SUPERSEDED', 'b IDENTIFYING'])
    expect(agent.identified()).toEqual(['b run identify', 'b IDENTIFYING'])
  })

  it('stops a download, which is cleaned up first', () => {
    const agent = drive().identify()
    agent.command('DOWNLOAD')
    expect(agent.desired('b')).toEqual(['abort', 'b IDENTIFYING'])
    expect(agent.last().message).toBe('waits for a to end')
    expect(agent.failed('aborted')).toEqual(['run cleanup x unchanged'])
    expect(agent.done()).toEqual(['b run identify', 'SUPERSEDED', 'b IDENTIFYING'])
  })

  it.each(['UPDATE', 'ACTIVATE'] as const)('has what went through %s rolled back first', (command) => {
    const agent = drive().identify().through(command)
    expect(agent.desired('b')).toEqual(['run rollback x', 'b IDENTIFYING'])
    expect(agent.done()).toEqual(['run cleanup x rolledBack'])
    expect(agent.done()).toEqual(['b run identify', 'SUPERSEDED', 'b IDENTIFYING'])
  })

  it('waits for what is committed', () => {
    const agent = drive().identify().through('ACTIVATE')
    agent.command('CLEANUP')
    expect(agent.desired('b')).toEqual(['b IDENTIFYING'])
    expect(agent.done()).toEqual(['b run identify', 'CLEANUP_SUCCESS', 'COMPLETED', 'b IDENTIFYING'])
  })

  it('takes the place of another one that waits', () => {
    const agent = drive().identify().through('UPDATE')
    agent.desired('b')
    expect(agent.desired('c')).toEqual(['b SUPERSEDED', 'c IDENTIFYING'])
    agent.done()
    expect(agent.done()).toEqual(['c run identify', 'SUPERSEDED', 'c IDENTIFYING'])
    expect(agent.desired('b')).toEqual(['b SUPERSEDED'])
  })

  it('is not lost in a crash', () => {
    const agent = drive().identify().through('UPDATE')
    agent.desired('b')
    expect(agent.restart()).toEqual(['run rollback x #2', 'UPDATE_FAILURE', 'b IDENTIFYING'])
    agent.done()
    expect(agent.restart()[0]).toBe('run cleanup x rolledBack #2')
    agent.done()
    expect(agent.restart()[0]).toBe('b run identify')
  })

  it('tells of a rollback that failed', () => {
    const agent = drive().identify().through('UPDATE')
    agent.desired('b')
    expect(agent.failed()).toEqual(['b run identify', 'INCOMPLETE', 'b IDENTIFYING'])
  })
})

it('a desired state that cannot be taken is answered, but never in the place of one that can', () => {
  const agent = drive()
  const problem = { message: 'payload: required', reason: { code: 'INVALID_MESSAGE' } }
  expect(agent.send({ type: 'rejected', activityId: 'b', problem })).toEqual(['b IDENTIFICATION_FAILED'])
  agent.identify()
  expect(agent.send({ type: 'rejected', activityId: 'a', problem })).toEqual([])
})
