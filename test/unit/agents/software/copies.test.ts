/** Files that are copied out of a release, and what becomes of what was in their place. */
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { PlannedAction } from '../../../../agents/sdk/agent.ts'
import type { DesiredComponent } from '../../../../spec/index.ts'
import { type Fixture, note, softwareFixture } from '../../../support/software-fixture.ts'

class Died extends Error {}

/** Steps on the file system that are still taken before the process dies. */
const life = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, step: () => {} }))

/** The real file system, until the process dies: then nothing is done any more. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<Record<string, (...words: unknown[]) => unknown>>()
  const names = ['open', 'mkdir', 'rename', 'rm', 'rmdir', 'symlink', 'unlink', 'writeFile']
  const mortal = names.map((name) => [
    name,
    (...words: unknown[]) => {
      life.step()
      return real[name]?.(...words)
    },
  ])
  return { ...real, ...Object.fromEntries(mortal) }
})
life.step = () => {
  life.left -= 1
  if (life.left < 0) throw new Died()
}

const withCopies = (component: DesiredComponent, ...rules: string[]): DesiredComponent => ({
  ...component,
  config: [...(component.config ?? []), ...rules.map((value) => ({ key: 'copy', value }))],
})

async function only(plan: Promise<PlannedAction[]>): Promise<PlannedAction> {
  const [action, ...others] = await plan
  if (!action || others.length > 0) throw new Error('expected one action')
  return action
}

/** A device with a folder `etc`, into which may be copied. */
async function device() {
  const fixture = await softwareFixture()
  const etc = path.join(fixture.folder, 'etc')
  await mkdir(etc)
  fixture.settings = { copyTargets: [etc] }
  const read = (name: string) => readFile(path.join(etc, name), 'utf8').catch(() => undefined)
  const make = async (version: string, files: Record<string, string>, ...rules: string[]) =>
    withCopies(await fixture.make('app', version, { files }), ...rules)
  return { fixture, etc, read, make }
}

const through = (fixture: Fixture, action: PlannedAction) =>
  fixture.run(action, ['download', 'update', 'activate'])
const back = async (fixture: Fixture, action: PlannedAction) => {
  await fixture.run(action, ['rollback'])
  await fixture.run(action, ['cleanup'], { outcome: 'rolledBack' })
}

describe('a file', () => {
  test('is copied when its release is activated, with its mode, before the activate hook', async () => {
    const { fixture, etc, read } = await device()
    const hooks = { activate: `${note('activate')}cat "${etc}/sub/tool" >> "$HOME/notes"` }
    const component = await fixture.make('app', '1.0', { files: { 'bin/tool': 'one' }, hooks })
    const action = await only(fixture.plan([withCopies(component, `bin/tool -> ${etc}/sub/tool`)]))
    await fixture.run(action, ['download', 'update'])
    expect(await readdir(etc)).toEqual([])
    await fixture.run(action, ['activate'])
    expect(await read('sub/tool')).toBe('one')
    expect((await fixture.notes()).at(-1)).toBe('one')
    expect((await stat(`${etc}/sub/tool`)).mode & 0o777).toBe(0o644)
    await fixture.run(action, ['cleanup'])
    expect(await fixture.tree()).not.toContainEqual(expect.stringContaining('backup'))
    expect(await readdir(path.join(etc, 'sub'))).toEqual(['tool'])
  })

  test('is copied whole, however large it is', async () => {
    const { fixture, etc, read, make } = await device()
    const large = 'large '.repeat(200_000)
    await writeFile(`${etc}/file`, `${large}old`)
    const action = await only(fixture.plan([await make('1.0', { x: large }, `x -> ${etc}/file`)]))
    await through(fixture, action)
    expect((await read('file')) === large).toBe(true)
    await back(fixture, action)
    expect((await read('file')) === `${large}old`).toBe(true)
  })

  test('takes the place of what was there, and gives it back', async () => {
    const { fixture, etc, read, make } = await device()
    await writeFile(`${etc}/file`, 'old', { mode: 0o640 })
    await symlink('elsewhere', `${etc}/link`)
    const rules = ['file', 'link', 'new', 'deep/er/new'].map((name) => `x -> ${etc}/${name}`)
    const action = await only(fixture.plan([await make('1.0', { x: 'new' }, ...rules)]))
    await through(fixture, action)
    for (const name of ['file', 'link', 'new', 'deep/er/new']) expect(await read(name)).toBe('new')
    await back(fixture, action)
    expect(await read('file')).toBe('old')
    expect((await stat(`${etc}/file`)).mode & 0o777).toBe(0o640)
    expect(await readlink(`${etc}/link`)).toBe('elsewhere')
    expect((await readdir(etc)).sort()).toEqual(['file', 'link'])
  })

  test('that the new version does not copy any more goes, and comes back with a rollback', async () => {
    const { fixture, etc, read, make } = await device()
    await fixture.install(await make('1.0', { x: 'one' }, `x -> ${etc}/gone`, `x -> ${etc}/stays`))
    const action = await only(fixture.plan([await make('2.0', { x: 'two' }, `x -> ${etc}/stays`)]))
    await through(fixture, action)
    expect([await read('gone'), await read('stays')]).toEqual([undefined, 'two'])
    await back(fixture, action)
    expect([await read('gone'), await read('stays')]).toEqual(['one', 'one'])
  })

  test('goes with its component, and comes back with a rollback', async () => {
    const { fixture, etc, read, make } = await device()
    await fixture.install(await make('1.0', { x: 'one' }, `x -> ${etc}/file`))
    const removal = await only(fixture.plan([]))
    await fixture.run(removal, ['activate'])
    expect(await read('file')).toBeUndefined()
    await back(fixture, removal)
    expect(await read('file')).toBe('one')
    await fixture.run(await only(fixture.plan([])), ['activate', 'cleanup'])
    expect(await readdir(etc)).toEqual([])
    expect(await fixture.tree()).toEqual([])
  })

  test('that somebody has changed or removed has drifted, and is copied again', async () => {
    const { fixture, etc, read, make } = await device()
    const component = await make('1.0', { x: 'one' }, `x -> ${etc}/file`)
    await fixture.install(component)
    expect(await fixture.plan([component])).toEqual([])
    await writeFile(`${etc}/file`, 'other')
    const action = await only(fixture.plan([component]))
    expect(action.message).toBe(`install 1.0 again: modified ${etc}/file`)
    await through(fixture, action)
    await fixture.run(action, ['cleanup'])
    expect(await read('file')).toBe('one')
  })
})

describe('a place that one component gives up and another one takes', () => {
  /** `app` copies there; then it goes, or copies no more, and `next` does. */
  async function handover(stays: boolean, isFirst: boolean) {
    const { fixture, etc, read, make } = await device()
    await fixture.install(await make('1.0', { x: 'one' }, `x -> ${etc}/file`))
    const bundle = await fixture.make('next', '1.0', { files: { x: 'next' } })
    const next = withCopies(bundle, `x -> ${etc}/file`)
    const others = stays ? [await make('2.0', { x: 'two' })] : []
    const plan = await fixture.plan(isFirst ? [next, ...others] : [...others, next])
    return { fixture, plan, read }
  }

  test.each([
    { stays: false, isFirst: true },
    { stays: true, isFirst: true },
    { stays: true, isFirst: false },
  ])('holds the new file, or the old one after a rollback: %j', async ({ stays, isFirst }) => {
    const { fixture, plan, read } = await handover(stays, isFirst)
    for (const action of plan) await through(fixture, action)
    expect(await read('file')).toBe('next')
    for (const action of plan.toReversed()) await back(fixture, action)
    expect(await read('file')).toBe('one')
  })
})

test('a copy whose folder is gone goes without making the folder', async () => {
  const { fixture, etc, make } = await device()
  await fixture.install(await make('1.0', { x: 'one' }, `x -> ${etc}/sub/file`))
  await rm(`${etc}/sub`, { recursive: true })
  await fixture.run(await only(fixture.plan([])), ['activate', 'cleanup'])
  expect(await readdir(etc)).toEqual([])
})

describe('a copy is refused', () => {
  test('where a component that stays as it is copies to', async () => {
    const { fixture, etc, make } = await device()
    const rule = `x -> ${etc}/file`
    const app = await make('1.0', { x: '' }, rule)
    await fixture.install(app)
    const other = withCopies(await fixture.make('other', '1.0', { files: { x: '' } }), rule)
    await expect(fixture.plan([app, other])).rejects.toThrow(/component "other" copies to .* as "app" does/)
    await expect(fixture.plan([other], fixture.start({ keepUnlisted: true }))).rejects.toThrow(/as "app"/)
  })

  test('where no folder is configured, or another one', async () => {
    const { fixture, etc, make } = await device()
    for (const target of ['/etc/godwit-test', `${etc}-more/file`, etc]) {
      await expect(fixture.plan([await make('1.0', { x: '' }, `x -> ${target}`)])).rejects.toMatchObject({
        code: 'INVALID_COMPONENT',
        message: expect.stringContaining('copyTargets'),
      })
    }
    const component = await make('1.0', { x: '' }, `x -> ${etc}/file`)
    await expect(fixture.plan([component], fixture.start({ copyTargets: [] }))).rejects.toThrow(
      /none is allowed/,
    )
  })

  test.each([
    'x',
    'x ->',
    'x -> y',
    '/x -> /etc/y',
    '../x -> /etc/y',
    'x -> /etc/../y',
    'x -> /a -> /b',
    'x -> /etc/',
    `x${' '.repeat(200_000)}y`,
  ])('that reads %j', async (rule) => {
    const { fixture, make } = await device()
    await expect(fixture.plan([await make('1.0', { x: '' }, rule)])).rejects.toMatchObject({
      code: 'INVALID_COMPONENT',
    })
  })

  test('that two components, or one twice, would make', async () => {
    const { fixture, etc, make } = await device()
    const rule = `x -> ${etc}/file`
    const one = await make('1.0', { x: '' }, rule)
    await expect(fixture.plan([one, { ...one, id: 'other' }])).rejects.toThrow(/as "app" does/)
    await expect(fixture.plan([withCopies(one, rule)])).rejects.toThrow(/two files/)
  })

  test('where a link in its path leads out of the allowed folder', async () => {
    const { fixture, etc, make } = await device()
    const outside = path.join(fixture.folder, 'outside')
    await mkdir(outside)
    await symlink(outside, `${etc}/link`)
    for (const target of ['link/file', 'link/new/file']) {
      const action = await only(fixture.plan([await make('1.0', { x: 'evil' }, `x -> ${etc}/${target}`)]))
      await expect(through(fixture, action)).rejects.toMatchObject({ code: 'REFUSED' })
      await back(fixture, action)
    }
    expect(await readdir(outside)).toEqual([])
  })

  test('of a file that is not in the bundle, before anything is switched', async () => {
    const { fixture, etc, make } = await device()
    const action = await only(fixture.plan([await make('1.0', { x: '' }, `y -> ${etc}/file`)]))
    await expect(fixture.run(action, ['download', 'update'])).rejects.toMatchObject({
      code: 'INVALID_BUNDLE',
    })
  })

  test('of what a hook has put in the place of the file', async () => {
    const { fixture, etc } = await device()
    const hooks = { install: 'ln -sf /etc/passwd x' }
    const component = await fixture.make('app', '1.0', { files: { x: '' }, hooks })
    const action = await only(fixture.plan([withCopies(component, `x -> ${etc}/file`)]))
    await expect(through(fixture, action)).rejects.toMatchObject({ code: 'INVALID_BUNDLE' })
    expect(await readdir(etc)).toEqual([])
  })

  test('over a folder', async () => {
    const { fixture, etc, make } = await device()
    await mkdir(`${etc}/folder`)
    const action = await only(fixture.plan([await make('1.0', { x: '' }, `x -> ${etc}/folder`)]))
    await expect(through(fixture, action)).rejects.toMatchObject({ code: 'REFUSED' })
    await back(fixture, action)
    expect(await readdir(`${etc}/folder`)).toEqual([])
  })
})

describe('wherever the process dies', () => {
  async function updating() {
    const { fixture, etc, read, make } = await device()
    await writeFile(`${etc}/file`, 'old')
    await chmod(`${etc}/file`, 0o600)
    await fixture.install(await make('1.0', { x: 'one' }, `x -> ${etc}/gone`))
    const rules = [`x -> ${etc}/file`, `x -> ${etc}/sub/new`]
    const action = await only(fixture.plan([await make('2.0', { x: 'two' }, ...rules)]))
    await fixture.run(action, ['download', 'update'])
    const state = async () => [await read('file'), await read('sub/new'), await read('gone')]
    return { fixture, action, etc, state }
  }

  /** Runs the step again and again, each time one step further, until it survives. Returns how often it died. */
  async function dyingEachTime(step: () => Promise<unknown>, whenDead: () => Promise<void>): Promise<number> {
    for (let deaths = 0; ; deaths += 1) {
      life.left = deaths
      try {
        await step()
        return deaths
      } catch (error) {
        if (!(error instanceof Died) && !((error as Error).cause instanceof Died)) throw error
      } finally {
        life.left = Number.POSITIVE_INFINITY
      }
      await whenDead()
    }
  }

  const before = ['old', undefined, 'one']
  const after = ['two', 'two', undefined]

  test('each file is the old one or the new one, and the copies are completed', async () => {
    const { fixture, action, etc, state } = await updating()
    const either = async () => {
      for (const [index, content] of (await state()).entries())
        expect([before[index], after[index]]).toContain(content)
    }
    const deaths = await dyingEachTime(() => fixture.run(action, ['activate']), either)
    expect(deaths).toBeGreaterThan(15)
    expect(await state()).toEqual(after)
    await back(fixture, action)
    expect(await state()).toEqual(before)
    expect((await readdir(etc)).sort()).toEqual(['file', 'gone'])
    expect((await stat(`${etc}/file`)).mode & 0o777).toBe(0o600)
  })

  test('everything is put back', async () => {
    const { fixture, action, etc, state } = await updating()
    await fixture.run(action, ['activate'])
    const deaths = await dyingEachTime(
      () => fixture.run(action, ['rollback']),
      async () => {},
    )
    expect(deaths).toBeGreaterThan(8)
    expect(await state()).toEqual(before)
    expect((await readdir(etc)).sort()).toEqual(['file', 'gone'])
  })

  test('a rollback after a death half way through puts everything back', async () => {
    for (let steps = 1; steps < 40; steps += 3) {
      const { fixture, action, state } = await updating()
      life.left = steps
      await fixture.run(action, ['activate']).catch(() => {})
      life.left = Number.POSITIVE_INFINITY
      await back(fixture, action)
      expect(await state()).toEqual(before)
    }
  })
})
