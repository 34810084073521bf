import { describe, expect, it } from 'vitest'
import { drive } from './machine-driver.ts'

const three = { components: ['x', 'y', 'z'], baselines: { one: ['demo:x'], two: ['demo:y'] } }

describe('several baselines', () => {
  it('are carried out each by itself, one after the other', () => {
    const agent = drive(three).identify()
    expect(agent.command('DOWNLOAD', 'one')).toEqual(['run download x', 'one: DOWNLOADING'])
    expect(agent.command('DOWNLOAD', 'two')).toEqual(['two: DOWNLOADING'])
    expect(agent.done()).toEqual(['run download y', 'one: DOWNLOAD_SUCCESS'])
    expect(agent.command('UPDATE', 'one')).toEqual(['one: UPDATING'])
    expect(agent.done()).toEqual(['run update x', 'two: DOWNLOAD_SUCCESS'])
  })

  it('leave the rest to a title of its own', () => {
    const agent = drive(three).identify()
    expect(agent.command('DOWNLOAD', 'godwit:remainder')).toEqual([
      'run download z',
      'godwit:remainder: DOWNLOADING',
    ])
  })

  it.each([undefined, '', '*'])('are all meant by a command for %o', (baseline) => {
    const agent = drive(three).identify()
    expect(agent.command('DOWNLOAD', baseline)).toEqual(['run download x', 'DOWNLOADING'])
    agent.done()
    expect(agent.done()).toEqual(['run download z'])
    expect(agent.done()).toEqual(['DOWNLOAD_SUCCESS'])
  })

  it('end each with its own final status', () => {
    const agent = drive(three).identify().through('UPDATE')
    for (const title of ['one', 'two']) agent.command('ACTIVATE', title)
    agent.done()
    agent.failed()
    agent.command('ROLLBACK', 'two')
    agent.done()
    agent.command('CLEANUP', 'one')
    expect(agent.done()).toEqual(['one: CLEANUP_SUCCESS', 'one: COMPLETED'])
    agent.command('CLEANUP', 'two')
    expect(agent.done()).toEqual(['two: CLEANUP_SUCCESS', 'two: INCOMPLETE'])
    agent.command('CLEANUP', 'godwit:remainder')
    agent.done()
    expect(agent.done()).toEqual(['godwit:remainder: CLEANUP_SUCCESS', 'godwit:remainder: INCOMPLETE'])
    expect(agent.operation().stage).toMatchObject({ name: 'finished', status: 'INCOMPLETE' })
  })

  it('do not hold each other up when one is rolled back', () => {
    const agent = drive(three).identify().through('DOWNLOAD')
    agent.command('UPDATE', 'one')
    agent.command('UPDATE', 'two')
    expect(agent.command('ROLLBACK', 'one')).toEqual(['abort', 'one: ROLLBACK'])
    expect(agent.failed('aborted')).toEqual(['run update y'])
    expect(agent.done()).toEqual(['run rollback x', 'two: UPDATE_SUCCESS'])
    expect(agent.done()).toEqual(['one: ROLLBACK_SUCCESS'])
  })

  it('that are not known are refused', () => {
    const agent = drive(three).identify()
    expect(agent.command('DOWNLOAD', 'three')).toEqual(['three: DOWNLOAD_FAILURE'])
    expect(agent.last().reason?.code).toBe('INVALID_BASELINE')
  })

  it('without an action have nothing to do', () => {
    const agent = drive({ components: ['x'], baselines: { one: ['demo:x'], idle: ['demo:y'] } }).identify()
    expect(agent.command('DOWNLOAD', 'idle')).toEqual(['idle: DOWNLOAD_SUCCESS'])
    expect(agent.command('CLEANUP', 'idle')).toEqual(['idle: CLEANUP_SUCCESS', 'idle: COMPLETED'])
  })
})

it('a title is ignored, but repeated, where the desired state names none', () => {
  const agent = drive().identify()
  expect(agent.command('DOWNLOAD', 'BASELINE NAME')).toEqual(['run download x', 'BASELINE NAME: DOWNLOADING'])
})
