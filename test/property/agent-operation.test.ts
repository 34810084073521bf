/**
 * The agent's operation machine under anything that may happen: commands in any order, repeated and misplaced, several
 * desired states, steps that fail or want a reboot, and crashes between any two events, also in the middle of writing.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Effect, Event } from '../../agents/sdk/operation/events.ts'
import { transition } from '../../agents/sdk/operation/machine.ts'
import {
  type AgentState,
  initialState,
  type Operation,
  type Step,
  steps,
} from '../../agents/sdk/operation/state.ts'
import type { MachineSettings } from '../../agents/sdk/operation/turn.ts'
import { type Command, type DesiredState, phaseStatuses } from '../../spec/index.ts'

const domain = 'demo'
const activities = ['first', 'second', 'third']
const components = ['x', 'y', 'z']

type Happening =
  | { what: 'desiredState'; activity: number }
  | { what: 'command'; activity: number; command: Command | 'PAUSE'; baseline: string | undefined }
  | { what: 'next' }
  | { what: 'turn'; command: 'ROLLBACK' | 'CLEANUP' }
  | { what: 'result'; how: 'done' | 'failed' | 'reboot' }
  | { what: 'progress' }
  | { what: 'acknowledge' }
  | { what: 'crash'; boot: boolean; written: number }
  | { what: 'stop' }
  | { what: 'connected' }

const forward = ['DOWNLOAD', 'UPDATE', 'ACTIVATE'] as const
const activity = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, 2)
const baseline = fc.constantFrom(
  undefined,
  undefined,
  undefined,
  'one',
  'two',
  'godwit:remainder',
  '*',
  'unknown',
)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ what: fc.constant('desiredState' as const), activity }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('command' as const),
      activity,
      command: fc.constantFrom(...forward, ...forward, ...forward, 'ROLLBACK', 'CLEANUP', 'PAUSE'),
      baseline,
    }) as fc.Arbitrary<Happening>,
  },
  { weight: 12, arbitrary: fc.constant({ what: 'next' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('turn' as const),
      command: fc.constantFrom('ROLLBACK', 'CLEANUP'),
    }) as fc.Arbitrary<Happening>,
  },
  {
    weight: 24,
    arbitrary: fc.record({
      what: fc.constant('result' as const),
      how: fc.constantFrom(...Array(12).fill('done'), 'failed', 'reboot', 'reboot'),
    }) as fc.Arbitrary<Happening>,
  },
  { weight: 1, arbitrary: fc.constant({ what: 'progress' as const }) },
  { weight: 1, arbitrary: fc.constant({ what: 'acknowledge' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('crash' as const),
      boot: fc.boolean(),
      written: fc.integer({ min: 0, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'stop' as const }) },
  { weight: 1, arbitrary: fc.constant({ what: 'connected' as const }) },
)

/** Long enough for whole campaigns; always with something to do. */
const history: fc.Arbitrary<Happening[]> = fc
  .array(happening, { minLength: 5, maxLength: 70, size: 'max' })
  .map((happenings) => [{ what: 'desiredState', activity: 0 }, ...happenings])

interface Shape {
  baselines: boolean
  rebootBarrier: boolean
  implemented: Step[]
}

const shape: fc.Arbitrary<Shape> = fc.record({
  baselines: fc.boolean(),
  rebootBarrier: fc.boolean(),
  implemented: fc.constantFrom(
    [...steps],
    [...steps],
    steps.filter((step) => step !== 'settle'),
    steps.filter((step) => step !== 'download'),
    [],
  ),
})

/** A device: what the author's code has done on it, a disk, and somebody who listens. */
class World {
  readonly disk = new Map<string, string>()
  readonly said: { activityId: string; status: string; baseline: string | undefined }[] = []
  readonly settings: MachineSettings
  readonly shape: Shape
  state: AgentState
  boots = 1
  run: Extract<Effect, { type: 'runStep' | 'identify' }> | undefined
  aborted = false
  /** Steps whose end is on the disk, as `activity component step`, with the boot of the end. */
  readonly through = new Map<string, number>()
  readonly failedActivations = new Set<string>()
  /** Components whose rollback has begun, and those that had to give way before they were committed. */
  readonly goingBack = new Set<string>()
  readonly superseded = new Set<string>()
  finals: string[] = []

  constructor(shape: Shape) {
    this.shape = shape
    this.settings = { domain, implemented: shape.implemented }
    this.state = initialState('boot-1', [])
  }

  /** `written` documents reach the disk before the power goes; by default all, and no power goes. */
  send(event: Event, written = Number.POSITIVE_INFINITY): boolean {
    const before = this.state
    const next = transition(before, event, 0, this.settings)
    if (!next.durable) expect(this.durablePart(next.state)).toEqual(this.durablePart(before))
    if (!this.write(next, written)) return false
    this.state = next.state
    this.note(event, before)
    this.checkAborts(event, before, next.effects)
    for (const effect of next.effects) this.perform(effect)
    return true
  }

  /** Progress alone may be lost. */
  durablePart(state: AgentState) {
    return state.operations.map((operation) => ({
      ...operation,
      actions: operation.actions.map(({ progress, message, ...rest }) => rest),
    }))
  }

  write({ state, durable }: { state: AgentState; durable: boolean }, written: number): boolean {
    if (!durable) return written > 0
    let count = 0
    for (const operation of [...state.operations].sort((one, other) => one.sequence - other.sequence)) {
      const text = JSON.stringify(operation)
      if (this.disk.get(operation.activityId) === text) continue
      if (count === written) return false
      count += 1
      this.disk.set(operation.activityId, text)
    }
    for (const id of this.disk.keys()) {
      if (!state.operations.some(({ activityId }) => activityId === id)) this.disk.delete(id)
    }
    return true
  }

  /** A command that is repeated, or comes too late, disturbs nothing. */
  checkAborts(event: Event, before: AgentState, effects: Effect[]) {
    if (event.type !== 'command' || !effects.some(({ type }) => type === 'abort')) return
    const running = before.run?.step?.name
    if (running === 'cleanup') expect.fail('a cleanup is aborted by a command')
    if (running === 'rollback') expect(event.command).toBe('CLEANUP')
    else expect(['ROLLBACK', 'CLEANUP', 'PAUSE']).toContain(event.command)
  }

  note(event: Event, before: AgentState) {
    if (event.type === 'desiredState') this.noteSuperseded(event.activityId, before)
    if (event.type !== 'stepDone' && event.type !== 'stepFailed') return
    if (before.run?.id !== event.run || !before.run.step) return
    const { activityId, step } = before.run
    const operation = before.operations.find((candidate) => candidate.activityId === activityId)
    const component = operation?.actions[step.action]?.planned.component.id
    const key = `${activityId} ${component}`
    if (event.type === 'stepDone') this.through.set(`${key} ${step.name}`, this.boots)
    if (step.name === 'activate' || step.name === 'settle') {
      const good = event.type === 'stepDone' && !event.rebootRequired
      if (good) this.failedActivations.delete(key)
      else this.failedActivations.add(key)
    }
  }

  noteSuperseded(by: string, before: AgentState) {
    if (before.operations.some(({ activityId }) => activityId === by)) return
    for (const { activityId, stage, tracks, actions } of before.operations) {
      if (stage.name !== 'open') continue
      const given = actions.filter(({ track }) => !tracks[track]?.committed)
      for (const { planned } of given) this.superseded.add(`${activityId} ${planned.component.id}`)
    }
  }

  perform(effect: Effect) {
    switch (effect.type) {
      case 'identify':
      case 'runStep':
        expect(this.run, 'never two steps at once').toBeUndefined()
        if (effect.type === 'runStep') this.checkStep(effect)
        this.run = effect
        this.aborted = false
        return
      case 'abort':
        this.aborted = true
        return
      case 'publish':
        this.said.push({
          activityId: effect.activityId,
          status: effect.feedback.status,
          baseline: effect.feedback.baseline,
        })
        if (effect.final) this.finals.push(effect.activityId)
    }
  }

  checkStep({ activityId, action, step, outcome }: Extract<Effect, { type: 'runStep' }>) {
    const operation = this.operation(activityId)
    const track = operation?.actions.find(
      ({ planned }) => planned.component.id === action.component.id,
    )?.track
    const mates = (operation?.actions ?? [])
      .filter((other) => other.track === track)
      .map(({ planned }) => `${activityId} ${planned.component.id}`)
    const own = `${activityId} ${action.component.id}`
    const has = (name: Step) => this.shape.implemented.includes(name)
    const before = this.through.get(`${own} ${step}`)
    if (step === 'activate' || step === 'settle' || step === 'rollback') {
      expect(before, `${step} ran in this boot`).not.toBe(this.boots)
    } else {
      expect(before, `${step} is through`).toBeUndefined()
    }
    if (step === 'update' && has('download')) {
      for (const mate of mates)
        expect(this.through.has(`${mate} download`), 'all is downloaded first').toBe(true)
    }
    if (step === 'activate' && has('update')) {
      for (const mate of mates) expect(this.through.has(`${mate} update`), 'all is updated first').toBe(true)
    }
    if (step === 'settle' && has('activate')) {
      for (const mate of mates)
        expect(this.through.get(`${mate} activate`), 'all is activated in this boot first').toBe(this.boots)
    }
    if (step === 'rollback') {
      expect(this.through.has(`${own} cleanup`)).toBe(false)
      this.goingBack.add(own)
    }
    if (step === 'cleanup') this.checkCleanup(mates, own, outcome)
  }

  checkCleanup(mates: string[], own: string, outcome: string) {
    const has = (name: Step) => this.shape.implemented.includes(name)
    if (outcome === 'committed' && has('activate')) {
      for (const mate of mates) {
        expect(this.through.has(`${mate} activate`), 'committed only when activated').toBe(true)
        expect(this.failedActivations.has(mate), 'committed only when activated').toBe(false)
        if (has('settle'))
          expect(this.through.has(`${mate} settle`), 'committed only when settled').toBe(true)
        expect(this.goingBack.has(mate), 'committed never after a rollback').toBe(false)
        expect(this.superseded.has(mate), 'committed never when it had to give way').toBe(false)
      }
    }
    if (outcome === 'unchanged') expect(this.through.has(`${own} update`), 'unchanged').toBe(false)
    if (outcome === 'rolledBack' && has('rollback')) {
      expect(this.through.has(`${own} rollback`), 'rolled back before it is cleaned up').toBe(true)
    }
  }

  operation(activityId: string): Operation | undefined {
    return this.state.operations.find((operation) => operation.activityId === activityId)
  }

  /** A new process, with what is on the disk. */
  start(boot: boolean) {
    if (boot) this.boots += 1
    this.run = undefined
    const operations = [...this.disk.values()].map((text) => JSON.parse(text))
    this.state = initialState(`boot-${this.boots}`, operations)
    this.send({ type: 'started' })
  }

  /** The author's code comes to its end. */
  finishRun(how: 'done' | 'failed' | 'reboot') {
    const { run } = this
    if (!run) return
    this.run = undefined
    const problem = { message: 'broken', reason: { code: 'INTERNAL' } }
    if (run.type === 'identify') {
      const ids = run.activityId === 'third' ? ['x'] : components
      const plan = ids.map((id) => ({ component: { id, version: '1' }, removal: id === 'z' }))
      if (how === 'failed') this.send({ type: 'identificationFailed', run: run.run, problem })
      else this.send({ type: 'identified', run: run.run, plan })
      return
    }
    if (how === 'failed' || (this.aborted && how === 'reboot')) {
      this.send({ type: 'stepFailed', run: run.run, problem })
      return
    }
    const rebootRequired = how === 'reboot' && (run.step === 'activate' || run.step === 'rollback')
    this.send({ type: 'stepDone', run: run.run, rebootRequired })
  }

  eventOf(happening: Happening): Event | undefined {
    switch (happening.what) {
      case 'desiredState': {
        const activityId = activities[happening.activity] ?? 'first'
        const document: DesiredState = {
          rebootBarrier: this.shape.rebootBarrier,
          ...(this.shape.baselines && {
            baselines: [
              { title: 'one', components: ['demo:x'] },
              { title: 'two', components: ['demo:y'] },
            ],
          }),
        }
        return { type: 'desiredState', activityId, document, desired: { id: domain } }
      }
      case 'command': {
        const { command, baseline } = happening
        const activityId = activities[happening.activity] ?? 'first'
        return { type: 'command', activityId, command, ...(baseline !== undefined && { baseline }) }
      }
      case 'next':
        return this.nextCommand()
      case 'turn': {
        const activityId = this.state.operations.find(({ stage }) => stage.name === 'open')?.activityId
        return activityId === undefined
          ? undefined
          : { type: 'command', activityId, command: happening.command }
      }
      case 'progress':
        return { type: 'progress', run: this.state.run?.id ?? 0, percent: 50 }
      case 'acknowledge':
        return { type: 'reported', activityId: this.finals.at(-1) ?? '' }
      case 'connected':
        return { type: 'connected' }
      case 'stop':
        return { type: 'stopping' }
      default:
        return undefined
    }
  }

  /** What a good manager would command. */
  nextCommand(): Event | undefined {
    const operation = this.state.operations.find(({ stage }) => stage.name === 'open')
    if (!operation || operation.jobs.length > 0) return undefined
    const state = operation.tracks[0]?.state
    const after = state?.is === 'done' ? state.command : state?.is === 'failed' ? 'ROLLBACK' : undefined
    const order: Command[] = ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP']
    const command = after === 'ROLLBACK' ? 'CLEANUP' : order[after ? order.indexOf(after) + 1 : 0]
    if (!command) return undefined
    return { type: 'command', activityId: operation.activityId, command }
  }
}

function live(world: World, happenings: Happening[]) {
  world.send({ type: 'started' })
  let written: number | undefined
  for (const happening of happenings) {
    if (happening.what === 'crash') {
      // The next event is the one that the power cut hits.
      written = happening.written
      if (written === 3) {
        world.start(happening.boot)
        written = undefined
      }
      continue
    }
    if (happening.what === 'result') {
      world.finishRun(happening.how)
      continue
    }
    const event = world.eventOf(happening)
    if (!event) continue
    if (!world.send(event, written)) world.start(true)
    written = undefined
    if (happening.what === 'stop') {
      world.finishRun('failed')
      world.start(false)
    }
  }
}

/** Everything goes well from here on. */
function settle(world: World) {
  for (let count = 0; world.run; count += 1) {
    expect(count, 'it comes to rest').toBeLessThan(200)
    world.finishRun('done')
  }
}

const runs = { numRuns: 2_000 }

it('never breaks its promises, whatever comes and whenever the power goes', () => {
  fc.assert(
    fc.property(shape, history, (shape, happenings) => {
      live(new World(shape), happenings)
    }),
    runs,
  )
})

it('answers every command in the end', () => {
  fc.assert(
    fc.property(
      shape,
      history,
      fc.constantFrom<Command>('DOWNLOAD', 'UPDATE', 'ACTIVATE', 'ROLLBACK', 'CLEANUP'),
      baseline,
      (shape, happenings, command, baseline) => {
        const world = new World(shape)
        live(world, happenings)
        settle(world)
        world.said.length = 0
        world.send({
          type: 'command',
          activityId: 'first',
          command,
          ...(baseline !== undefined && { baseline }),
        })
        settle(world)
        const scope = baseline === '*' ? undefined : baseline
        const mine = world.said.filter((said) => said.activityId === 'first' && said.baseline === scope)
        const { success, failure, running } = phaseStatuses[command]
        const reboot = world
          .operation('first')
          ?.tracks.some(({ state }) => state.is === 'awaitingReboot' && state.command === command)
        const finals = ['COMPLETED', 'INCOMPLETE', 'SUPERSEDED', 'IDENTIFICATION_FAILED']
        const answers = [success, failure, ...finals, ...(reboot ? [running] : [])] as string[]
        expect(mine.map(({ status }) => status)).toEqual(
          expect.arrayContaining([expect.toSatisfy((status: string) => answers.includes(status))]),
        )
      },
    ),
    runs,
  )
})

it('answers the command under way, whatever late ones come in between', () => {
  const late = fc.array(fc.record({ command: fc.constantFrom(...forward), baseline }), { maxLength: 3 })
  fc.assert(
    fc.property(shape, history, late, (shape, happenings, late) => {
      const world = new World(shape)
      live(world, happenings)
      settle(world)
      world.said.length = 0
      const next = world.nextCommand()
      if (next?.type !== 'command') return
      const { activityId, command } = next
      world.send(next)
      for (const noise of late) {
        const { command, baseline } = noise
        world.send({ type: 'command', activityId, command, ...(baseline !== undefined && { baseline }) })
      }
      settle(world)
      const { success, failure } = phaseStatuses[command as Command]
      const mine = world.said.filter((said) => said.activityId === activityId && said.baseline === undefined)
      expect(mine.some(({ status }) => status === success || status === failure)).toBe(true)
    }),
    runs,
  )
})

it('ends every operation when the manager says CLEANUP, and the next one begins', () => {
  fc.assert(
    fc.property(shape, history, (shape, happenings) => {
      const world = new World(shape)
      live(world, happenings)
      settle(world)
      for (const activityId of activities) {
        world.send({ type: 'command', activityId, command: 'CLEANUP' })
        settle(world)
      }
      world.start(true)
      settle(world)
      expect(world.state.operations.filter(({ stage }) => stage.name !== 'finished')).toEqual([])
      world.send({ type: 'desiredState', activityId: 'new', document: {}, desired: { id: domain } })
      expect(world.operation('new')?.stage.name).toBe('identifying')
    }),
    runs,
  )
})
