import { describe, expect, it } from 'vitest'
import { steps } from '../../../../agents/sdk/operation/state.ts'
import { drive } from './machine-driver.ts'

describe('a campaign', () => {
  it('goes through all phases, one step at a time, and ends COMPLETED', () => {
    const agent = drive({ components: ['x', 'y'] })
    expect(agent.desired()).toEqual(['run identify', 'IDENTIFYING'])
    expect(agent.identified()).toEqual(['IDENTIFIED'])
    expect(agent.actions()).toEqual(['demo:x IDENTIFIED', 'demo:y IDENTIFIED'])
    expect(agent.command('DOWNLOAD')).toEqual(['run download x', 'DOWNLOADING'])
    expect(agent.done()).toEqual(['run download y'])
    expect(agent.done()).toEqual(['DOWNLOAD_SUCCESS'])
    expect(agent.command('UPDATE')).toEqual(['run update x', 'UPDATING'])
    agent.done()
    expect(agent.done()).toEqual(['UPDATE_SUCCESS'])
    expect(agent.command('ACTIVATE')).toEqual(['run activate x', 'ACTIVATING'])
    agent.done()
    expect(agent.done()).toEqual(['ACTIVATION_SUCCESS'])
    expect(agent.actions()).toEqual(['demo:x ACTIVATION_SUCCESS', 'demo:y ACTIVATION_SUCCESS'])
    expect(agent.command('CLEANUP')).toEqual(['run cleanup x committed', 'CLEANUP'])
    expect(agent.done()).toEqual(['run cleanup y committed'])
    expect(agent.done()).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
  })

  it('needs nothing run for steps that the author has not implemented', () => {
    const agent = drive({ implemented: ['activate'] }).identify()
    expect(agent.command('DOWNLOAD')).toEqual(['DOWNLOAD_SUCCESS'])
    expect(agent.command('UPDATE')).toEqual(['UPDATE_SUCCESS'])
    expect(agent.command('ACTIVATE')).toEqual(['run activate x', 'ACTIVATING'])
    agent.done()
    expect(agent.command('CLEANUP')).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
  })

  it('activates all, then waits for all of them, rank by rank', () => {
    const ranked = (id: string, rank?: number) => ({
      component: { id, version: '1' },
      ...(rank !== undefined && { rank }),
    })
    const components = [ranked('late', 1), ranked('x'), ranked('y', 0)]
    const agent = drive({ components, implemented: ['activate', 'settle'] })
      .identify()
      .through('UPDATE')
    expect(agent.command('ACTIVATE')).toEqual(['run activate x', 'ACTIVATING'])
    expect(agent.done()).toEqual(['run activate y'])
    expect(agent.done()).toEqual(['run settle x'])
    const statuses = agent.operation().actions.map(({ status }) => status)
    expect(statuses).toEqual(['UPDATE_SUCCESS', 'ACTIVATING', 'ACTIVATING'])
    expect(agent.done()).toEqual(['run settle y'])
    expect(agent.done()).toEqual(['run activate late'])
    expect(agent.done()).toEqual(['run settle late'])
    expect(agent.done()).toEqual(['ACTIVATION_SUCCESS'])
    expect(agent.actions()).toEqual([
      'demo:late ACTIVATION_SUCCESS',
      'demo:x ACTIVATION_SUCCESS',
      'demo:y ACTIVATION_SUCCESS',
    ])
  })

  it('with nothing to do is IDENTIFIED without actions, and COMPLETED', () => {
    const agent = drive()
    agent.desired()
    expect(agent.identified([])).toEqual(['IDENTIFIED', 'COMPLETED'])
    expect(agent.last().actions).toBeUndefined()
    expect(agent.command('CLEANUP')).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
  })

  it('that cannot be identified ends with message and reason', () => {
    const agent = drive()
    agent.desired()
    const problem = { message: 'no such thing', reason: { code: 'INVALID_COMPONENT' } }
    expect(agent.send({ type: 'identificationFailed', run: 1, problem })).toEqual(['IDENTIFICATION_FAILED'])
    expect(agent.last()).toMatchObject(problem)
  })

  it('reports a removal in the words of a removal, once it is committed', () => {
    const agent = drive({ components: [{ component: { id: 'x', version: '1' }, removal: true }] })
    agent.identify().through('ACTIVATE')
    agent.command('CLEANUP')
    expect(agent.actions()).toEqual(['demo:x REMOVING'])
    agent.done()
    expect(agent.actions()).toEqual(['demo:x REMOVAL_SUCCESS'])
  })

  it('forgets configuration and scratch at its end, for they may hold secrets', () => {
    const component = { id: 'x', version: '1' }
    const agent = drive({ components: [{ component, detail: 'secret' }] })
      .identify()
      .through('CLEANUP')
    expect(agent.operation().actions[0]?.planned).toEqual({ component })
  })

  it('keeps the last 20 operations', () => {
    const agent = drive()
    for (let count = 1; count <= 25; count += 1) {
      agent.desired(`${count}`)
      agent.identified([])
    }
    expect(agent.state().operations.map(({ activityId }) => activityId)).toEqual(
      Array.from({ length: 20 }, (_, index) => `${index + 6}`),
    )
  })
})

describe('a failure', () => {
  it('stops the remaining actions of a phase on the way forward', () => {
    const agent = drive({ components: ['x', 'y'] })
      .identify()
      .through('DOWNLOAD')
    agent.command('UPDATE')
    expect(agent.failed('x: no space')).toEqual(['UPDATE_FAILURE'])
    expect(agent.last()).toMatchObject({ message: 'x: no space', reason: { code: 'INTERNAL' } })
    expect(agent.actions()).toEqual(['demo:x UPDATE_FAILURE', 'demo:y DOWNLOAD_SUCCESS'])
  })

  it('of what has to settle is one of ACTIVATE: nothing else settles, and no later rank begins', () => {
    const late = { component: { id: 'late', version: '1' }, rank: 1 }
    const agent = drive({ components: ['x', 'y', late], implemented: [...steps] })
      .identify()
      .through('UPDATE')
    agent.command('ACTIVATE')
    agent.done()
    agent.done()
    expect(agent.failed('x is not healthy')).toEqual(['ACTIVATION_FAILURE'])
    expect(agent.last().message).toBe('x is not healthy')
    expect(agent.actions()).toEqual([
      'demo:x ACTIVATION_FAILURE',
      'demo:y ACTIVATING',
      'demo:late UPDATE_SUCCESS',
    ])
    expect(agent.command('ACTIVATE')).toEqual(['ACTIVATION_FAILURE'])
    expect(agent.command('ROLLBACK')).toEqual(['run rollback late', 'ROLLBACK'])
  })

  it('is rolled back in reverse order, only where the update had begun', () => {
    const agent = drive({ components: ['x', 'y', 'z'] })
      .identify()
      .through('DOWNLOAD')
    agent.command('UPDATE')
    agent.done()
    agent.failed()
    expect(agent.command('ROLLBACK')).toEqual(['run rollback y', 'ROLLBACK'])
    expect(agent.done()).toEqual(['run rollback x'])
    expect(agent.done()).toEqual(['ROLLBACK_SUCCESS'])
    expect(agent.actions()).toEqual([
      'demo:x UPDATE_FAILURE',
      'demo:y UPDATE_FAILURE',
      'demo:z DOWNLOAD_SUCCESS',
    ])
    expect(agent.command('CLEANUP')).toEqual(['run cleanup x rolledBack', 'CLEANUP'])
    agent.done()
    expect(agent.done()).toEqual(['run cleanup z unchanged'])
    expect(agent.done()).toEqual(['CLEANUP_SUCCESS', 'INCOMPLETE'])
    expect(agent.last().message).toBe('broken')
  })

  it('is still told when the way back has something to say', () => {
    const agent = drive().identify().through('DOWNLOAD')
    agent.command('UPDATE')
    agent.failed('hook install failed')
    agent.command('ROLLBACK')
    agent.send({
      type: 'progress',
      run: agent.state().run?.id ?? 0,
      percent: 50,
      message: 'installing the old one',
    })
    agent.done()
    expect(agent.operation().actions[0]).toMatchObject({
      status: 'UPDATE_FAILURE',
      message: 'hook install failed',
    })
  })

  it('of one rollback does not keep the others from being rolled back', () => {
    const agent = drive({ components: ['x', 'y'] })
      .identify()
      .through('UPDATE')
    agent.command('ROLLBACK')
    expect(agent.failed('y: stuck')).toEqual(['run rollback x'])
    expect(agent.done()).toEqual(['ROLLBACK_FAILURE'])
    expect(agent.last().message).toBe('y: stuck')
  })

  it('of a rollback leaves that component alone from then on, and is the reason of the end', () => {
    const agent = drive({ components: ['x', 'y'] })
      .identify()
      .through('UPDATE')
    agent.command('ROLLBACK')
    agent.failed('y: stuck')
    agent.done()
    expect(agent.command('CLEANUP')).toEqual(['run cleanup x rolledBack', 'CLEANUP'])
    expect(agent.done()).toEqual(['CLEANUP_SUCCESS', 'INCOMPLETE'])
    expect(agent.last().reason?.code).toBe('ROLLBACK_FAILED')
  })

  it('of a cleanup is told, and what is committed stays committed', () => {
    const agent = drive({ components: ['x', 'y'] })
      .identify()
      .through('ACTIVATE')
    agent.command('CLEANUP')
    expect(agent.failed('x: busy')).toEqual(['run cleanup y committed'])
    expect(agent.done()).toEqual(['CLEANUP_FAILURE', 'COMPLETED'])
  })
})

describe('CLEANUP', () => {
  it('while identifying cancels', () => {
    const agent = drive()
    agent.desired()
    expect(agent.command('CLEANUP')).toEqual(['abort', 'CLEANUP_SUCCESS', 'INCOMPLETE'])
    expect(agent.last().reason?.code).toBe('CANCELLED')
    expect(agent.identified()).toEqual([])
  })

  it('while downloading aborts and leaves everything unchanged', () => {
    const agent = drive({ components: ['x', 'y'] }).identify()
    agent.command('DOWNLOAD')
    expect(agent.command('CLEANUP')).toEqual(['abort', 'CLEANUP'])
    expect(agent.failed('aborted')).toEqual(['run cleanup x unchanged'])
    agent.done()
    expect(agent.done()).toEqual(['CLEANUP_SUCCESS', 'INCOMPLETE'])
    expect(agent.last().message).toBe('nothing was changed')
  })

  it.each(['UPDATE', 'ACTIVATE'] as const)('while %s runs rolls back first', (command) => {
    const agent = drive()
      .identify()
      .through(command === 'UPDATE' ? 'DOWNLOAD' : 'UPDATE')
    agent.command(command)
    expect(agent.command('CLEANUP')).toEqual(['abort', 'CLEANUP'])
    expect(agent.failed('aborted')).toEqual(['run rollback x'])
    expect(agent.done()).toEqual(['run cleanup x rolledBack'])
    expect(agent.done()).toEqual(['CLEANUP_SUCCESS', 'INCOMPLETE'])
  })

  it('after a failed UPDATE rolls back first', () => {
    const agent = drive().identify().through('DOWNLOAD')
    agent.command('UPDATE')
    agent.failed()
    expect(agent.command('CLEANUP')).toEqual(['run rollback x', 'CLEANUP'])
  })

  it('during a ROLLBACK goes on with it, and commits nothing', () => {
    const agent = drive({ components: ['x', 'y'] })
      .identify()
      .through('ACTIVATE')
    agent.command('ROLLBACK')
    agent.done()
    expect(agent.command('CLEANUP')).toEqual(['abort', 'CLEANUP'])
    expect(agent.done()).toEqual(['run cleanup x rolledBack'])
  })
})

describe('ROLLBACK', () => {
  it('while a step runs aborts it first', () => {
    const agent = drive().identify().through('UPDATE')
    agent.command('ACTIVATE')
    expect(agent.command('ROLLBACK')).toEqual(['abort', 'ROLLBACK'])
    expect(agent.failed('aborted')).toEqual(['run rollback x'])
    expect(agent.done()).toEqual(['ROLLBACK_SUCCESS'])
  })

  it('before anything was updated has nothing to do', () => {
    const agent = drive().identify().through('DOWNLOAD')
    expect(agent.command('ROLLBACK')).toEqual(['ROLLBACK_SUCCESS'])
  })

  it('after the commit is refused', () => {
    const agent = drive().identify().through('ACTIVATE')
    agent.command('CLEANUP')
    expect(agent.command('ROLLBACK')).toEqual(['ROLLBACK_FAILURE'])
    expect(agent.last().reason?.code).toBe('OUT_OF_ORDER')
  })
})

describe('PAUSE', () => {
  it('stops a download where it stands, and DOWNLOAD goes on with it', () => {
    const agent = drive({ components: ['x', 'y'] }).identify()
    agent.command('DOWNLOAD')
    agent.done()
    expect(agent.command('PAUSE')).toEqual(['abort', 'DOWNLOADING'])
    expect(agent.last().message).toBe('paused')
    expect(agent.failed('aborted')).toEqual([])
    expect(agent.command('DOWNLOAD')).toEqual(['run download y #2', 'DOWNLOADING'])
    expect(agent.done()).toEqual(['DOWNLOAD_SUCCESS'])
  })

  it('holds over a restart', () => {
    const agent = drive().identify()
    agent.command('DOWNLOAD')
    agent.command('PAUSE')
    expect(agent.restart()).toEqual(['DOWNLOADING'])
    expect(agent.command('DOWNLOAD')).toEqual(['run download x #2', 'DOWNLOADING'])
  })

  it('has no effect in any other phase', () => {
    const agent = drive().identify().through('DOWNLOAD')
    agent.command('UPDATE')
    expect(agent.command('PAUSE')).toEqual(['UPDATING'])
  })
})
