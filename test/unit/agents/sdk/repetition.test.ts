import { describe, expect, it } from 'vitest'
import { drive } from './machine-driver.ts'

describe('the same command again', () => {
  it('while it runs is answered with where it stands', () => {
    const agent = drive().identify()
    agent.command('DOWNLOAD')
    expect(agent.command('DOWNLOAD')).toEqual(['DOWNLOADING'])
  })

  it('when it is done is answered with its result, and runs nothing', () => {
    const agent = drive().identify().through('UPDATE')
    expect(agent.command('UPDATE')).toEqual(['UPDATE_SUCCESS'])
    expect(agent.command('DOWNLOAD')).toEqual(['DOWNLOAD_SUCCESS'])
  })

  it('when it has failed is answered with the failure', () => {
    const agent = drive().identify()
    agent.command('DOWNLOAD')
    agent.failed('404')
    expect(agent.command('DOWNLOAD')).toEqual(['DOWNLOAD_FAILURE'])
    expect(agent.last().message).toBe('404')
  })

  it('after the end is answered with the end', () => {
    const agent = drive().identify().through('CLEANUP')
    expect(agent.command('CLEANUP')).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
    expect(agent.command('ACTIVATE')).toEqual(['COMPLETED'])
  })

  it('late, while a newer one runs, does not hide the answer to the newer one', () => {
    const agent = drive().identify().through('DOWNLOAD')
    agent.command('UPDATE')
    expect(agent.command('DOWNLOAD')).toEqual(['DOWNLOAD_SUCCESS'])
    expect(agent.done()).toEqual(['UPDATE_SUCCESS'])
  })
})

it('repeats in every answer the boot that the command was given in', () => {
  const agent = drive().identify().through('UPDATE')
  agent.send({ type: 'command', activityId: 'a', command: 'ACTIVATE', boot: 'manager-1' })
  expect(agent.last()).toMatchObject({ status: 'ACTIVATING', boot: 'manager-1' })
  agent.done()
  expect(agent.last()).toMatchObject({ status: 'ACTIVATION_SUCCESS', boot: 'manager-1' })
  agent.restart()
  expect(agent.last()).toMatchObject({ status: 'ACTIVATION_SUCCESS', boot: 'manager-1' })
  agent.send({ type: 'command', activityId: 'a', command: 'ACTIVATE', boot: 'manager-2' })
  expect(agent.last()).toMatchObject({ status: 'ACTIVATION_SUCCESS', boot: 'manager-2' })
})

describe('ACTIVATE again', () => {
  it('in the same boot is answered with its result', () => {
    const agent = drive().identify().through('ACTIVATE')
    agent.restart()
    expect(agent.command('ACTIVATE')).toEqual(['ACTIVATION_SUCCESS'])
  })

  it('after a reboot checks health on the new boot', () => {
    const agent = drive().identify().through('ACTIVATE')
    expect(agent.restart({ boot: true })).toEqual(['ACTIVATING'])
    expect(agent.command('ACTIVATE')).toEqual(['run activate x #2', 'ACTIVATING'])
    expect(agent.done()).toEqual(['ACTIVATION_SUCCESS'])
  })

  it('after a reboot that broke something fails', () => {
    const agent = drive().identify().through('ACTIVATE')
    agent.restart({ boot: true })
    agent.command('ACTIVATE')
    expect(agent.failed()).toEqual(['ACTIVATION_FAILURE'])
    expect(agent.command('CLEANUP')).toEqual(['run rollback x', 'CLEANUP'])
  })
})

describe('a command out of order', () => {
  it.each(['UPDATE', 'ACTIVATE'] as const)('%s is refused, and changes nothing', (command) => {
    const agent = drive().identify()
    const before = agent.state()
    expect(agent.command(command)).toEqual([`${command === 'UPDATE' ? 'UPDATE' : 'ACTIVATION'}_FAILURE`])
    expect(agent.last().reason).toMatchObject({ code: 'OUT_OF_ORDER', phase: command })
    expect(agent.state().operations).toEqual(before.operations)
    expect(agent.wroteLast()).toBe(false)
  })

  it('is refused while the plan is being made', () => {
    const agent = drive()
    agent.desired()
    expect(agent.command('DOWNLOAD')).toEqual(['DOWNLOAD_FAILURE'])
  })

  it('is refused after a rollback', () => {
    const agent = drive().identify().through('UPDATE')
    agent.command('ROLLBACK')
    agent.done()
    expect(agent.command('ACTIVATE')).toEqual(['ACTIVATION_FAILURE'])
  })
})

describe('an activity that nobody knows', () => {
  it('has nothing to clean up', () => {
    expect(drive().command('CLEANUP')).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
  })

  it('cannot be carried on', () => {
    const agent = drive()
    expect(agent.command('ACTIVATE')).toEqual(['ACTIVATION_FAILURE'])
    expect(agent.last().reason?.code).toBe('UNKNOWN_CAMPAIGN')
  })
})

describe('the same desired state again', () => {
  it('while identifying is answered so', () => {
    const agent = drive()
    agent.desired()
    expect(agent.desired()).toEqual(['IDENTIFYING'])
  })

  it('with a plan is answered with the plan, and how far it was carried out', () => {
    const agent = drive().identify()
    expect(agent.desired()).toEqual(['IDENTIFIED'])
    agent.command('DOWNLOAD')
    expect(agent.desired()).toEqual(['IDENTIFIED', 'DOWNLOADING'])
  })

  it('after the end is answered with the final status', () => {
    const agent = drive().identify().through('CLEANUP')
    expect(agent.desired()).toEqual(['COMPLETED'])
  })
})

describe('a new process', () => {
  it('goes on with the step that ran, and counts the attempt', () => {
    const agent = drive({ components: ['x', 'y'] }).identify()
    agent.command('DOWNLOAD')
    agent.done()
    expect(agent.restart()).toEqual(['run download y #2', 'DOWNLOADING'])
  })

  it('identifies again what was being identified', () => {
    const agent = drive()
    agent.desired()
    expect(agent.restart()).toEqual(['run identify', 'IDENTIFYING'])
  })

  it('says an unacknowledged end again, and an acknowledged one not', () => {
    const agent = drive().identify().through('CLEANUP')
    expect(agent.restart()).toEqual(['CLEANUP_SUCCESS', 'COMPLETED'])
    agent.send({ type: 'reported', activityId: 'a' })
    expect(agent.restart()).toEqual([])
  })

  it('has what the author has written down', () => {
    const agent = drive().identify()
    agent.command('DOWNLOAD')
    agent.send({ type: 'scratch', run: 2, key: 'slot', value: 'b' })
    expect(agent.wroteLast()).toBe(true)
    agent.restart()
    expect(agent.operation().actions[0]?.scratch).toEqual({ slot: 'b' })
  })
})

describe('a process that is told to stop', () => {
  it('aborts the step, which is no failure, and the next process goes on with it', () => {
    const agent = drive().identify()
    agent.command('DOWNLOAD')
    expect(agent.send({ type: 'stopping' })).toEqual(['abort'])
    expect(agent.failed('aborted')).toEqual([])
    expect(agent.restart()).toEqual(['run download x #2', 'DOWNLOADING'])
  })

  it('begins nothing any more, and forgets nothing', () => {
    const agent = drive().identify()
    agent.send({ type: 'stopping' })
    expect(agent.command('DOWNLOAD')).toEqual(['DOWNLOADING'])
    expect(agent.restart()).toEqual(['run download x', 'DOWNLOADING'])
  })
})

describe('progress', () => {
  it('is not written down', () => {
    const agent = drive().identify()
    agent.command('DOWNLOAD')
    agent.send({ type: 'progress', run: 2, percent: 40, message: '4 of 10 MiB' })
    expect(agent.wroteLast()).toBe(false)
    expect(agent.operation().actions[0]).toMatchObject({ progress: 40, message: '4 of 10 MiB' })
  })
})

describe('a step that does not end although it was aborted', () => {
  it('is given up, and its component is not touched while it goes on', () => {
    const agent = drive({ components: ['x', 'y'] })
      .identify()
      .through('UPDATE')
    agent.command('ACTIVATE')
    agent.command('ROLLBACK')
    expect(agent.send({ type: 'stuck', run: agent.state().run?.id ?? 0 })).toEqual(['run rollback y'])
    expect(agent.done()).toEqual(['ROLLBACK_FAILURE'])
    expect(agent.last()).toMatchObject({
      reason: { code: 'INTERRUPTED', component: 'demo:x', retryable: true },
    })
  })

  it('frees its component when it ends at last, and its result is not looked at', () => {
    const agent = drive().identify()
    agent.command('DOWNLOAD')
    const run = agent.state().run?.id ?? 0
    agent.command('PAUSE')
    agent.send({ type: 'stuck', run })
    expect(agent.state().stuck).toHaveLength(1)
    expect(agent.send({ type: 'stepDone', run, rebootRequired: false })).toEqual([])
    expect(agent.command('DOWNLOAD')).toEqual(['run download x #2', 'DOWNLOADING'])
  })
})
