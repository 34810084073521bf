import { describe, expect, it } from 'vitest'
import { drive } from './machine-driver.ts'

describe('a reboot, with a manager that understands it', () => {
  it('is asked for, and ACTIVATE after it asks the new boot', () => {
    const agent = drive().identify().through('UPDATE')
    agent.command('ACTIVATE')
    expect(agent.rebootRequired()).toEqual(['ACTIVATING rebootRequired'])
    expect(agent.command('ACTIVATE')).toEqual(['ACTIVATING rebootRequired'])
    expect(agent.restart({ boot: true })).toEqual(['ACTIVATING'])
    expect(agent.command('ACTIVATE')).toEqual(['run activate x #2', 'ACTIVATING'])
    expect(agent.done()).toEqual(['ACTIVATION_SUCCESS'])
    agent.command('CLEANUP')
    expect(agent.done()).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
  })

  it('comes before anything settles, and after one all settle anew', () => {
    const agent = drive({ components: ['x', 'y'], implemented: ['activate', 'settle'] })
      .identify()
      .through('UPDATE')
    agent.command('ACTIVATE')
    expect(agent.rebootRequired()).toEqual(['run activate y'])
    expect(agent.done()).toEqual(['run settle y'])
    expect(agent.done()).toEqual(['ACTIVATING rebootRequired'])
    agent.restart({ boot: true })
    expect(agent.command('ACTIVATE')).toEqual(['run activate x #2', 'ACTIVATING'])
    expect(agent.done()).toEqual(['run activate y #2'])
    expect(agent.done()).toEqual(['run settle x'])
    expect(agent.done()).toEqual(['run settle y #2'])
    expect(agent.done()).toEqual(['ACTIVATION_SUCCESS'])
  })

  it('may be what a rollback needs', () => {
    const agent = drive().identify().through('ACTIVATE')
    agent.command('ROLLBACK')
    expect(agent.rebootRequired()).toEqual(['ROLLBACK rebootRequired'])
    agent.restart({ boot: true })
    expect(agent.command('ROLLBACK')).toEqual(['run rollback x #2', 'ROLLBACK'])
    expect(agent.done()).toEqual(['ROLLBACK_SUCCESS'])
  })

  it('that never comes is rolled back by CLEANUP', () => {
    const agent = drive().identify().through('UPDATE')
    agent.command('ACTIVATE')
    agent.rebootRequired()
    expect(agent.command('CLEANUP')).toEqual(['run rollback x', 'CLEANUP'])
  })
})

describe('a reboot, with a manager that knows of none', () => {
  const pending = () => {
    const agent = drive({ rebootBarrier: false }).identify().through('UPDATE')
    agent.command('ACTIVATE')
    expect(agent.rebootRequired()).toEqual(['ACTIVATION_SUCCESS'])
    expect(agent.last().message).toBe('takes effect with the next reboot')
    expect(agent.command('CLEANUP')).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
    return agent
  }

  it('is waited for after the end, and then confirmed', () => {
    const agent = pending()
    expect(agent.restart()).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
    expect(agent.restart({ boot: true })[0]).toBe('run activate x #2')
    expect(agent.done()).toEqual(['run cleanup x committed'])
    expect(agent.done()).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
    expect(agent.operation().stage.name).toBe('finished')
  })

  it('that brings up the old version is rolled back and told', () => {
    const agent = pending()
    agent.restart({ boot: true })
    expect(agent.failed('fell back')).toEqual(['run rollback x'])
    expect(agent.done()).toEqual(['run cleanup x rolledBack'])
    expect(agent.done()).toEqual(['CLEANUP_SUCCESS', 'INCOMPLETE'])
    expect(agent.last().message).toBe('fell back')
  })

  it('survives a crash while it is being confirmed', () => {
    const agent = pending()
    agent.restart({ boot: true })
    expect(agent.restart()[0]).toBe('run activate x #3')
    agent.done()
    expect(agent.restart()[0]).toBe('run cleanup x committed #2')
  })

  it('does not hold up a newer desired state: what is not confirmed is rolled back', () => {
    const agent = pending()
    expect(agent.desired('b')).toEqual(['run rollback x', 'b IDENTIFYING'])
    agent.done()
    expect(agent.done()).toEqual(['b run identify', 'CLEANUP_SUCCESS', 'SUPERSEDED', 'b IDENTIFYING'])
  })

  it('may be what the rollback needs: the newer desired state waits for it', () => {
    const agent = pending()
    agent.desired('b')
    agent.rebootRequired()
    expect(agent.operation('b').stage.name).toBe('waiting')
    agent.desired('b')
    expect(agent.last().message).toBe('waits for a to end, which takes a reboot')
    agent.restart({ boot: true })
    agent.done()
    agent.done()
    expect(agent.operation('b').stage.name).toBe('identifying')
  })
})
