/** A process that dies between any two of its notes, and the next one that is asked for the same step again. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PlannedAction, Scratch } from '../../../agents/sdk/agent.ts'
import { type Fixture, notedHooks, type Step, softwareFixture } from '../../support/software-fixture.ts'

class Died extends Error {}

interface Death {
  /** The how manieth note is the last. */
  note: number
  /** Whether the note is still written. */
  moment: 'before' | 'after'
}

function dying(scratch: Scratch, { note, moment }: Death): Scratch {
  let left = note
  return {
    get: scratch.get,
    async set(key, value) {
      left -= 1
      if (left === 0 && moment === 'before') throw new Died()
      await scratch.set(key, value)
      if (left === 0) throw new Died()
    },
  }
}

/** Runs the steps, dies once, and goes on with the step it died in. Returns whether it came to dying. */
async function runAndDie(
  fixture: Fixture,
  action: PlannedAction,
  steps: Step[],
  death: Death,
): Promise<boolean> {
  const { scratch } = fixture.context(action)
  const mortal = dying(scratch, death)
  const outcome = steps.includes('rollback') ? 'rolledBack' : 'committed'
  for (const [index, step] of steps.entries()) {
    try {
      await fixture.run(action, [step], { scratch: mortal, outcome })
    } catch (error) {
      if (!(error instanceof Died)) throw error
      await fixture.run(action, steps.slice(index), { scratch, outcome })
      return true
    }
  }
  return false
}

/** Before and after each of the notes. */
const deaths = (notes: number): Death[] =>
  Array.from({ length: notes }, (_, index) => index + 1).flatMap((note) => [
    { note, moment: 'before' },
    { note, moment: 'after' },
  ])

const forward: Step[] = ['download', 'update', 'activate', 'cleanup']
const back: Step[] = ['download', 'update', 'activate', 'rollback', 'cleanup']

describe.each([
  { name: 'an update', steps: forward, version: '2.0', notes: 9 },
  { name: 'an update that is rolled back', steps: back, version: '1.0', notes: 12 },
])('$name', ({ steps, version, notes }) => {
  test.each(deaths(notes))('ends the same where the process dies $moment note $note', async (death) => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const [action] = await fixture.plan([await fixture.make('app', '2.0')])
    if (!action) throw new Error('no action')
    expect(await runAndDie(fixture, action, steps, death)).toBe(true)
    const { softwareNodes = [] } = await fixture.start().inventory()
    expect(softwareNodes.map((node) => node.version)).toEqual([version])
    expect(await fixture.tree()).toHaveLength(4 + Object.keys(notedHooks).length)
    expect((await fixture.notes()).filter((line) => /^(verify|activate)/.test(line)).at(-1)).toMatch(
      version === '2.0' ? 'verify 2.0' : 'activate 1.0 (was 2.0)',
    )
  })

  test(`takes ${notes} notes`, async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const [action] = await fixture.plan([await fixture.make('app', '2.0')])
    if (!action) throw new Error('no action')
    expect(await runAndDie(fixture, action, steps, { note: notes + 1, moment: 'before' })).toBe(false)
  })
})

test.each([
  ['a removal', forward, 0],
  ['a removal that is rolled back', back, 1],
])('%s ends the same wherever the process dies', async (_, steps, left) => {
  for (const death of deaths(1)) {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const [action] = await fixture.plan([])
    if (!action) throw new Error('no action')
    expect(await runAndDie(fixture, action, steps, death)).toBe(true)
    expect((await fixture.start().inventory()).softwareNodes).toHaveLength(left)
    expect((await fixture.tree()).length > 0).toBe(left > 0)
  }
})

test.each(forward.slice(1))('%s may be called again when it has ended', async (step) => {
  const fixture = await softwareFixture()
  await fixture.install(await fixture.make('app', '1.0'))
  const [action] = await fixture.plan([await fixture.make('app', '2.0')])
  if (!action) throw new Error('no action')
  await fixture.run(action, forward.slice(0, forward.indexOf(step) + 1))
  const tree = await fixture.tree()
  const told = (await fixture.notes()).filter((line) => !line.startsWith('verify'))
  await fixture.run(action, [step, step])
  expect(await fixture.tree()).toEqual(tree)
  expect((await fixture.notes()).filter((line) => !line.startsWith('verify'))).toEqual(told)
})

test('what a killed process has left half done is replaced, and swept up', async () => {
  const fixture = await softwareFixture()
  const releases = path.join(fixture.installDir, 'app/releases')
  await mkdir(path.join(releases, '.unpack-aaaaaa'), { recursive: true })
  await mkdir(path.join(releases, '.hook-aaaaaa'), { recursive: true })
  await mkdir(path.join(releases, '1.0'), { recursive: true })
  await writeFile(path.join(releases, '1.0/half'), '')
  await symlink('releases/0.9', path.join(releases, '.current'))
  await fixture.install(await fixture.make('app', '1.0', { files: { whole: '' } }))
  expect(await fixture.tree()).toEqual([
    'app/current → releases/1.0',
    'app/manifests/1.0',
    'app/records/1.0',
    'app/releases/1.0/version',
    'app/releases/1.0/whole',
  ])
})
