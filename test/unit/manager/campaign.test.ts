import { describe, expect, it } from 'vitest'
import { overallFeedback } from '../../../manager/campaign/feedback.ts'
import { isOpen } from '../../../manager/campaign/state.ts'
import { action, createWorld, desired, identified, through } from './campaign-world.ts'

describe('a campaign without trouble', () => {
  it('goes phase by phase, and starts each only when every domain is through with the one before', () => {
    const world = createWorld()
    expect(world.heard()).toEqual(['a:IDENTIFY', 'b:IDENTIFY'])
    world.from('a', 'IDENTIFIED', { actions: [action('a')] })
    expect(world.heard()).toEqual([])
    world.from('b', 'IDENTIFIED', { actions: [action('b')] })
    expect(world.heard()).toEqual(['a:DOWNLOAD', 'b:DOWNLOAD'])
    world.from('b', 'DOWNLOAD_SUCCESS')
    expect(world.heard()).toEqual([])
    world.from('a', 'DOWNLOAD_SUCCESS')
    expect(world.heard()).toEqual(['a:UPDATE', 'b:UPDATE'])
    world.from('a', 'UPDATE_SUCCESS').from('b', 'UPDATE_SUCCESS')
    expect(world.heard()).toEqual(['a:ACTIVATE', 'b:ACTIVATE'])
    world.from('a', 'ACTIVATION_SUCCESS').from('b', 'ACTIVATION_SUCCESS')
    expect(world.heard()).toEqual(['a:CLEANUP', 'b:CLEANUP'])
    world.from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.reported).toEqual(['IDENTIFYING', 'IDENTIFIED', 'COMPLETED'])
  })

  it('has nothing to do where no agent names an action', () => {
    const world = createWorld()
    world.from('a', 'IDENTIFIED').from('b', 'IDENTIFIED')
    expect(world.reported).toEqual(['IDENTIFYING', 'IDENTIFIED', 'COMPLETED'])
  })

  it('releases an agent that answers COMPLETED in place of IDENTIFIED, and goes on with the others', () => {
    const world = createWorld()
    world.from('b', 'IDENTIFIED', { actions: [action('b')] }).from('a', 'COMPLETED')
    world.heard()
    for (const status of ['DOWNLOAD_SUCCESS', 'UPDATE_SUCCESS', 'ACTIVATION_SUCCESS']) world.from('b', status)
    expect(world.heard()).toEqual(['b:UPDATE', 'b:ACTIVATE', 'b:CLEANUP', 'a:CLEANUP'])
    world.from('b', 'CLEANUP_SUCCESS')
    expect(world.reported.at(-1)).toBe('COMPLETED')
  })

  it('gives a domain that stands in two groups its commands once', () => {
    const world = through('DOWNLOAD', {
      settings: {
        order: [
          ['a', 'b'],
          ['b', 'a'],
        ],
      },
    })
    expect(world.campaign.groups).toEqual([['a', 'b']])
  })

  it('updates and activates group by group where an order is configured', () => {
    const world = through('DOWNLOAD', { settings: { order: [['b'], ['a']] } })
    expect(world.campaign.groups).toEqual([['b'], ['a']])
    world.from('b', 'UPDATE_SUCCESS').from('a', 'UPDATE_SUCCESS').from('b', 'ACTIVATION_SUCCESS')
    expect(world.heard()).toEqual(['a:UPDATE', 'b:ACTIVATE', 'a:ACTIVATE'])
  })

  it('ends a dry run with the plan, and releases the agents', () => {
    const world = identified({ document: { ...desired('a', 'b'), dryRun: true } })
    expect(world.heard()).toEqual(['a:IDENTIFY', 'b:IDENTIFY', 'a:CLEANUP', 'b:CLEANUP'])
    world.from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.reported).toEqual(['IDENTIFYING', 'IDENTIFIED'])
  })
})

describe('identification', () => {
  it('fails by name, and releases those who had a plan', () => {
    const world = createWorld()
    world
      .from('a', 'IDENTIFICATION_FAILED', { message: 'no such version' })
      .from('b', 'IDENTIFIED', { actions: [action('b')] })
    expect(world.heard().slice(2)).toEqual(['a:CLEANUP', 'b:CLEANUP'])
    world.from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome).toMatchObject({
      status: 'IDENTIFICATION_FAILED',
      message: '[a]: no such version',
    })
  })

  it('does not wait for the CLEANUP of an agent that never answered', () => {
    const world = createWorld()
    world.from('a', 'IDENTIFIED', { actions: [action('a')] }).timeOut()
    world.from('a', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome).toMatchObject({
      status: 'IDENTIFICATION_FAILED',
      message: '[b]: no answer to the desired state within 10m',
      reason: { code: 'NO_ANSWER', domain: 'b' },
    })
  })

  it('names a domain that has no agent', () => {
    const world = createWorld({ document: desired('a', 'nobody') })
    expect(world.said).toEqual([])
    expect(createWorld({ document: desired('constructor') }).campaign.outcome?.status).toBe(
      'IDENTIFICATION_FAILED',
    )
    expect(world.campaign.outcome).toMatchObject({
      status: 'IDENTIFICATION_FAILED',
      reason: { code: 'UNKNOWN_DOMAIN' },
      message: '[nobody]: no agent is configured for this domain (configured: a, b, c)',
    })
  })
})

describe('a failure', () => {
  it('in DOWNLOAD changes nothing: everybody is released', () => {
    const world = identified()
    world.heard()
    world.from('a', 'DOWNLOAD_FAILURE', { message: 'no network' }).from('b', 'DOWNLOAD_SUCCESS')
    expect(world.heard()).toEqual(['a:CLEANUP', 'b:CLEANUP'])
    world.from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome).toMatchObject({ status: 'INCOMPLETE', message: '[a]: no network' })
  })

  it.each([['a'], ['b']])('of %s in UPDATE, first or last, rolls both back in reverse order', (broken) => {
    const good = broken === 'a' ? 'b' : 'a'
    const world = through('DOWNLOAD')
    world.from('a', `UPDATE_${broken === 'a' ? 'FAILURE' : 'SUCCESS'}`)
    expect(world.heard()).toEqual([])
    world.from('b', `UPDATE_${broken === 'b' ? 'FAILURE' : 'SUCCESS'}`)
    expect(world.heard()).toEqual(['b:ROLLBACK'])
    world.from('b', 'ROLLBACK_SUCCESS')
    expect(world.heard()).toEqual(['a:ROLLBACK'])
    world.from('a', 'ROLLBACK_SUCCESS')
    expect(world.heard()).toEqual(['a:CLEANUP', 'b:CLEANUP'])
    world.from('a', 'CLEANUP_SUCCESS').from(good, 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome?.status).toBe('INCOMPLETE')
  })

  it('leaves groups alone whose turn has not come', () => {
    const world = through('DOWNLOAD', { settings: { order: [['a'], ['b']] } })
    world.from('a', 'UPDATE_FAILURE').from('a', 'ROLLBACK_SUCCESS')
    expect(world.heard()).toEqual(['a:ROLLBACK', 'a:CLEANUP', 'b:CLEANUP'])
  })

  it('by silence counts from the last progress, not from the start of the phase', () => {
    const world = identified({ document: desired('a') })
    const patience = world.settings.phaseTimeoutMs
    for (let minute = 0; minute < 30; minute += 1) {
      world.now += patience - 1
      world
        .from('a', 'DOWNLOADING', { actions: [{ ...action('a'), progress: minute }] })
        .send({ type: 'deadline' })
    }
    expect(world.campaign.stage).toMatchObject({ name: 'phase', command: 'DOWNLOAD' })
    world.timeOut()
    expect(world.campaign.outcome).toMatchObject({
      status: 'INCOMPLETE',
      reason: { code: 'NO_ANSWER', phase: 'DOWNLOAD' },
    })
  })

  it('in ROLLBACK is told by name, and the others are rolled back all the same', () => {
    const world = through('UPDATE')
    world.from('a', 'ACTIVATION_FAILURE', { message: 'unhealthy' }).from('b', 'ACTIVATION_SUCCESS')
    world.from('b', 'ROLLBACK_FAILURE', { message: 'stuck' }).from('a', 'ROLLBACK_SUCCESS')
    world.from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome).toMatchObject({
      status: 'INCOMPLETE_INCONSISTENT',
      message: '[a]: unhealthy; [b]: rollback: stuck; not rolled back: b',
    })
  })

  it('in CLEANUP does not undo the commit', () => {
    const world = through('ACTIVATE')
    world.from('a', 'CLEANUP_SUCCESS').timeOut()
    expect(world.campaign.outcome).toMatchObject({ status: 'COMPLETED', reason: { code: 'CLEANUP_FAILED' } })
  })

  it('that comes late, of a phase long over, changes nothing', () => {
    const world = through('UPDATE')
    world.from('a', 'DOWNLOAD_FAILURE').from('a', 'DOWNLOAD_SUCCESS').from('a', 'UPDATE_SUCCESS')
    expect(world.heard()).toEqual([])
    expect(world.campaign.parts.map(({ state }) => state.is)).toEqual(['running', 'running'])
  })
})

describe('the reboot barrier', () => {
  const booted = { type: 'recovered', bootId: 'boot-2' } as const

  it('waits for the others, reboots, and asks everyone again after the boot', () => {
    const world = through('UPDATE')
    world.from('a', 'ACTIVATING', { rebootRequired: true })
    expect(world.campaign.stage.name).toBe('phase')
    world.from('b', 'ACTIVATION_SUCCESS')
    expect(world.campaign.stage.name).toBe('rebooting')
    world.timeOut()
    expect(world.heard()).toEqual(['reboot'])
    world.send(booted)
    expect(world.heard()).toEqual(['a:ACTIVATE', 'b:ACTIVATE'])
    world.from('a', 'ACTIVATION_SUCCESS').from('b', 'ACTIVATION_SUCCESS')
    expect(world.heard()).toEqual(['a:CLEANUP', 'b:CLEANUP'])
  })

  it('takes no answer from before the boot for one from after it', () => {
    const world = through('UPDATE')
    world.from('a', 'ACTIVATING', { rebootRequired: true, boot: 'boot-1' }).from('b', 'ACTIVATION_SUCCESS')
    world.timeOut().send(booted).heard()
    world.from('a', 'ACTIVATING', { rebootRequired: true, boot: 'boot-1' })
    world.from('b', 'ACTIVATION_SUCCESS', { boot: 'boot-1' })
    expect(world.campaign.parts.map(({ state }) => state.is)).toEqual(['running', 'running'])
    world
      .from('a', 'ACTIVATION_SUCCESS', { boot: 'boot-2' })
      .from('b', 'ACTIVATION_SUCCESS', { boot: 'boot-2' })
    expect(world.heard()).toEqual(['a:CLEANUP', 'b:CLEANUP'])
  })

  it('takes a restart in the same boot for what it is, and reboots', () => {
    const world = through('UPDATE', { document: desired('a') })
    world.from('a', 'ACTIVATING', { rebootRequired: true }).send({ type: 'recovered', bootId: 'boot-1' })
    expect(world.campaign.stage.name).toBe('rebooting')
    world.timeOut()
    expect(world.heard()).toEqual(['reboot'])
  })

  it('rolls everything back when the new version does not come up, and reboots for that where needed', () => {
    const world = through('UPDATE')
    world
      .from('a', 'ACTIVATING', { rebootRequired: true })
      .from('b', 'ACTIVATION_SUCCESS')
      .timeOut()
      .send(booted)
    world.from('a', 'ACTIVATION_SUCCESS').from('b', 'ACTIVATION_FAILURE', { message: 'verify failed' })
    expect(world.heard()).toEqual(['reboot', 'a:ACTIVATE', 'b:ACTIVATE', 'b:ROLLBACK'])
    world.from('b', 'ROLLBACK_SUCCESS').from('a', 'ROLLBACK', { rebootRequired: true })
    expect(world.campaign.stage.name).toBe('rebooting')
    world.timeOut().send({ type: 'recovered', bootId: 'boot-3' })
    expect(world.heard()).toEqual(['a:ROLLBACK', 'reboot', 'a:ROLLBACK'])
    world.from('a', 'ROLLBACK_SUCCESS').from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome).toMatchObject({
      status: 'INCOMPLETE',
      message: '[b]: verify failed; rolled back',
    })
  })

  it('counts only the reboots that the campaign asked for', () => {
    const world = identified({ document: desired('a') })
    for (let boot = 2; boot < 20; boot += 1) world.send({ type: 'recovered', bootId: `boot-${boot}` })
    world
      .from('a', 'DOWNLOAD_SUCCESS')
      .from('a', 'UPDATE_SUCCESS')
      .from('a', 'ACTIVATING', { rebootRequired: true })
    expect(world.campaign.stage.name).toBe('rebooting')
  })

  it('asks nobody to activate whose transaction is lost meanwhile', () => {
    const world = through('UPDATE')
    world.from('a', 'ACTIVATING', { rebootRequired: true }).from('b', 'ACTIVATION_FAILURE').heard()
    world.send(booted)
    expect(world.heard()).toEqual(['b:ROLLBACK'])
    world.from('b', 'ROLLBACK_SUCCESS')
    expect(world.heard()).toEqual(['a:ROLLBACK'])
  })

  it('is asked for again after a crash in the same boot', () => {
    const world = through('UPDATE', { document: desired('a') })
    world.from('a', 'ACTIVATING', { rebootRequired: true }).timeOut().heard()
    expect(world.send({ type: 'recovered', bootId: 'boot-1' }).heard()).toEqual(['reboot'])
  })

  it('comes after a good end where an agent cannot ask for it, and holds up the next campaign until then', () => {
    const agents = { a: { rebootRequired: true, readTimeoutMs: 1 } }
    const world = through('CLEANUP', { document: desired('a'), settings: { agents } })
    expect(world.campaign.outcome?.status).toBe('COMPLETED')
    for (let attempt = 0; attempt < 3; attempt += 1) world.timeOut()
    expect(isOpen(world.campaign)).toBe(true)
    expect(world.heard()).toEqual(['reboot', 'reboot', 'reboot'])
    world.timeOut()
    expect(isOpen(world.campaign)).toBe(false)
  })

  it('tells of a fallback that came after the commit', () => {
    const world = through('ACTIVATE', { document: desired('a') })
    world.from('a', 'CLEANUP_FAILURE', { message: 'slot a runs', reason: { code: 'FELL_BACK' } })
    expect(world.campaign.outcome).toMatchObject({
      status: 'INCOMPLETE_INCONSISTENT',
      reason: { code: 'FELL_BACK', phase: 'CLEANUP' },
    })
  })

  it('gives up after three reboots that did not happen', () => {
    const world = through('UPDATE', { document: desired('a') })
    world.from('a', 'ACTIVATING', { rebootRequired: true })
    for (let attempt = 0; attempt < 4; attempt += 1) world.timeOut()
    expect(world.heard()).toEqual(['reboot', 'reboot', 'reboot', 'a:ROLLBACK'])
    expect(world.campaign.failures[0]?.reason.code).toBe('REBOOT_FAILED')
  })

  it('is put off while the device asks for time, and no longer than it may be', () => {
    const world = through('UPDATE', { document: desired('a'), settings: { rebootDelayMaxMs: 45_000 } })
    const delayed = { type: 'rebootDelayed', message: 'a backup runs' } as const
    world.from('a', 'ACTIVATING', { rebootRequired: true }).timeOut().heard()
    expect(world.asked).toEqual([{ attempt: 1, mayWait: true }])
    world.send(delayed)
    expect(overallFeedback(world.campaign).message).toBe(
      'reboot for a is scheduled: the device asks for time: a backup runs',
    )
    world.timeOut().send(delayed).timeOut()
    expect(world.heard()).toEqual(['reboot', 'reboot'])
    expect(world.asked.at(-1)).toEqual({ attempt: 1, mayWait: false })
  })

  it('says that the device is still up, and tries the next way', () => {
    const world = through('UPDATE', { document: desired('a') })
    world.from('a', 'ACTIVATING', { rebootRequired: true }).timeOut().timeOut()
    expect(world.asked.at(-1)).toMatchObject({ attempt: 2 })
    expect(overallFeedback(world.campaign).message).toBe(
      'reboot for a was requested, attempt 2 of 3: the device is still up',
    )
    world.send({ type: 'rebootFailed', message: 'systemctl: not found' })
    expect(overallFeedback(world.campaign).message).toBe(
      'reboot for a is scheduled, attempt 3 of 3: systemctl: not found',
    )
  })

  it('waits for somebody else to reboot where it may not', () => {
    const world = through('UPDATE', { document: desired('a'), settings: { rebootEnabled: false } })
    world.from('a', 'ACTIVATING', { rebootRequired: true }).timeOut()
    expect(world.heard()).toEqual([])
    expect(world.send(booted).heard()).toEqual(['a:ACTIVATE'])
  })
})

describe("the owner's consent", () => {
  const settings = {
    ownerConsentCommands: ['DOWNLOAD', 'UPDATE', 'ACTIVATE'] as ('DOWNLOAD' | 'UPDATE' | 'ACTIVATE')[],
  }
  const approve = (timestamp: number, command?: string) =>
    ({ type: 'consent', answer: { approved: true, timestamp, ...(command && { command }) } }) as const

  it('is asked before each phase, and an answer delivered twice does not approve the next', () => {
    const world = identified({ document: desired('a'), settings })
    expect(world.heard()).toEqual(['a:IDENTIFY', 'consent:DOWNLOAD'])
    world.send(approve(1)).send(approve(1)).from('a', 'DOWNLOAD_SUCCESS')
    expect(world.heard()).toEqual(['a:DOWNLOAD', 'consent:UPDATE'])
    world.send(approve(1)).send(approve(2, 'DOWNLOAD'))
    expect(world.heard()).toEqual([])
    world.send(approve(3, 'UPDATE'))
    expect(world.heard()).toEqual(['a:UPDATE'])
  })

  it('denied before UPDATE rolls back what was prepared', () => {
    const world = identified({ settings: { ownerConsentCommands: ['UPDATE'] } })
    world.from('a', 'DOWNLOAD_SUCCESS').from('b', 'DOWNLOAD_SUCCESS').heard()
    world.send({ type: 'consent', answer: { approved: false, timestamp: 1 } })
    world.from('b', 'ROLLBACK_SUCCESS').from('a', 'ROLLBACK_SUCCESS')
    expect(world.heard()).toEqual(['b:ROLLBACK', 'a:ROLLBACK', 'a:CLEANUP', 'b:CLEANUP'])
    world.from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'CONSENT_DENIED' } })
  })

  it('is not missed while the campaign is paused', () => {
    const world = identified({ document: desired('a'), settings })
    world.send({ type: 'control', control: 'PAUSE' })
    world.now += 2 * world.settings.ownerConsentTimeoutMs
    world.send({ type: 'deadline' }).send({ type: 'control', control: 'RESUME' }).send({ type: 'deadline' })
    expect(world.send(approve(1)).heard()).toContain('a:DOWNLOAD')
  })

  it('not given in time ends the campaign, and a late answer changes nothing', () => {
    const world = identified({ document: desired('a'), settings })
    world.timeOut().send(approve(1)).from('a', 'CLEANUP_SUCCESS')
    expect(world.said).not.toContain('a:DOWNLOAD')
    expect(world.campaign.outcome).toMatchObject({
      status: 'INCOMPLETE',
      reason: { code: 'CONSENT_TIMEOUT' },
    })
  })
})

describe('control', () => {
  const control = (word: 'CANCEL' | 'PAUSE' | 'RESUME') => ({ type: 'control', control: word }) as const

  it('CANCEL in DOWNLOAD releases the agents at once', () => {
    const world = identified()
    world.heard()
    expect(world.send(control('CANCEL')).heard()).toEqual(['a:CLEANUP', 'b:CLEANUP'])
    world.from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome).toMatchObject({
      status: 'INCOMPLETE',
      message: 'cancelled',
      reason: { code: 'CANCELLED' },
    })
  })

  it('CANCEL in ACTIVATE rolls everything back', () => {
    const world = through('UPDATE')
    world.send(control('CANCEL')).from('b', 'ROLLBACK_SUCCESS').from('a', 'ROLLBACK_SUCCESS')
    expect(world.heard()).toEqual(['b:ROLLBACK', 'a:ROLLBACK', 'a:CLEANUP', 'b:CLEANUP'])
  })

  it('CANCEL lets an agent that cannot be interrupted finish its phase first', () => {
    const world = through('DOWNLOAD', { capabilities: { a: [], b: [] } })
    world.from('a', 'UPDATE_SUCCESS')
    world.send(control('CANCEL'))
    expect(world.heard()).toEqual([])
    world.from('b', 'UPDATE_SUCCESS')
    expect(world.heard()).toEqual(['b:ROLLBACK'])
  })

  it.each(['UPDATE', 'ACTIVATE'] as const)(
    'CANCEL in %s is told at once, though everybody is silent',
    (phase) => {
      const world = through(phase === 'UPDATE' ? 'DOWNLOAD' : 'UPDATE', { capabilities: { a: [], b: [] } })
      expect(world.send(control('CANCEL')).explained).toEqual(['cancelled'])
    },
  )

  it('CANCEL is refused once CLEANUP has begun', () => {
    const world = through('ACTIVATE')
    world.send(control('CANCEL')).from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome?.status).toBe('COMPLETED')
  })

  it('PAUSE stops downloads where they are, RESUME goes on', () => {
    const world = identified()
    world.heard()
    expect(world.send(control('PAUSE')).heard()).toEqual(['a:PAUSE', 'b:PAUSE'])
    expect(world.send(control('RESUME')).heard()).toEqual(['a:DOWNLOAD', 'b:DOWNLOAD'])
  })

  it('PAUSE in UPDATE lets the phase end and keeps the next from starting, without a timeout', () => {
    const world = through('DOWNLOAD')
    world.send(control('PAUSE')).from('a', 'UPDATE_SUCCESS').from('b', 'UPDATE_SUCCESS').timeOut()
    expect(world.heard()).toEqual([])
    expect(world.send(control('RESUME')).heard()).toEqual(['a:ACTIVATE', 'b:ACTIVATE'])
  })
})

describe('several baselines', () => {
  const document = {
    domains: [
      { id: 'a', components: [{ id: 'one' }, { id: 'two' }] },
      { id: 'b', components: [{ id: 'one' }] },
    ],
    baselines: [
      { title: 'first', components: ['a:one', 'b:one'] },
      { title: 'second', components: ['a:two'] },
    ],
  }
  const plan = (world: ReturnType<typeof createWorld>) =>
    world
      .from('a', 'IDENTIFIED', { actions: [action('a', 'one'), action('a', 'two')] })
      .from('b', 'IDENTIFIED', { actions: [action('b')] })

  it('are transactions of their own: one lands while another rolls back', () => {
    const world = plan(createWorld({ document }))
    expect(world.heard().slice(2)).toEqual(['a:DOWNLOAD(first)', 'b:DOWNLOAD(first)', 'a:DOWNLOAD(second)'])
    for (const phase of ['DOWNLOAD', 'UPDATE']) {
      world
        .from('a', `${phase}_SUCCESS`, { baseline: 'first' })
        .from('b', `${phase}_SUCCESS`, { baseline: 'first' })
      world.from('a', `${phase}_SUCCESS`, { baseline: 'second' })
    }
    world.heard()
    world
      .from('a', 'ACTIVATION_SUCCESS', { baseline: 'second' })
      .from('a', 'ACTIVATION_SUCCESS', { baseline: 'first' })
    world.from('b', 'ACTIVATION_FAILURE', { baseline: 'first', message: 'broken' })
    world
      .from('b', 'ROLLBACK_SUCCESS', { baseline: 'first' })
      .from('a', 'ROLLBACK_SUCCESS', { baseline: 'first' })
    expect(world.heard()).toEqual([
      'b:ROLLBACK(first)',
      'a:ROLLBACK(first)',
      'a:CLEANUP(first)',
      'b:CLEANUP(first)',
      'a:CLEANUP(second)',
    ])
    world.from('a', 'CLEANUP_SUCCESS').from('b', 'CLEANUP_SUCCESS')
    expect(world.campaign.outcome).toMatchObject({
      status: 'INCOMPLETE',
      message: '[b]: broken; baseline "first": rolled back; baseline "second": landed',
    })
  })

  it('may have any title, a line break in it too', () => {
    const titled = {
      ...document,
      baselines: [
        { title: 'x\ny', components: ['a:one'] },
        { title: 'z', components: ['b:one'] },
      ],
    }
    const world = plan(createWorld({ document: titled }))
    expect(world.heard().slice(2)).toEqual([
      'a:DOWNLOAD(x\ny)',
      'b:DOWNLOAD(z)',
      'a:DOWNLOAD(godwit:remainder)',
    ])
  })

  it('that meet in an agent which cannot keep them apart are one transaction, with plain commands', () => {
    const world = plan(createWorld({ document, capabilities: { a: ['idempotent'] } }))
    expect(world.campaign.transactions.map(({ title }) => title)).toEqual(['first + second'])
    expect(world.heard().slice(2)).toEqual(['a:DOWNLOAD', 'b:DOWNLOAD(first)'])
  })
})

describe('recovery', () => {
  it('sends the open command again only to agents that bear it twice', () => {
    const world = through('DOWNLOAD', { capabilities: { b: [] } })
    expect(world.send({ type: 'recovered', bootId: 'boot-1' }).heard()).toEqual(['a:UPDATE'])
    expect(world.send({ type: 'online' }).heard()).toEqual(['a:UPDATE'])
  })

  it.each([1, -1])('makes nobody late when the clock is set by years (%d)', (direction) => {
    const world = through('DOWNLOAD')
    const years = direction * 50 * 365 * 24 * 3_600_000
    world.now += years
    world.send({ type: 'clockSet', by: years }).send({ type: 'deadline' })
    expect(world.heard()).toEqual([])
    const start = world.now
    world.timeOut()
    expect(world.now - start).toBe(world.settings.phaseTimeoutMs)
    expect(world.campaign.failures[0]?.reason.code).toBe('NO_ANSWER')
  })

  it('checks health again after a reboot nobody planned, before it commits', () => {
    const world = through('UPDATE')
    world.from('a', 'ACTIVATION_SUCCESS').send({ type: 'recovered', bootId: 'boot-2' })
    expect(world.heard()).toEqual(['b:ACTIVATE', 'a:ACTIVATE'])
  })
})
