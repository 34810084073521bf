import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { PlannedAction } from '../../../../agents/sdk/agent.ts'
import { type Fixture, note, notedHooks, softwareFixture } from '../../../support/software-fixture.ts'

async function only(plan: Promise<PlannedAction[]>): Promise<PlannedAction> {
  const [action, ...others] = await plan
  if (!action || others.length > 0) throw new Error('expected one action')
  return action
}

const runs = async ({ installDir }: Fixture, id = 'app') =>
  readFile(path.join(installDir, id, 'current', 'version'), 'utf8').catch(() => undefined)

const releaseFiles = (id: string, version: string) =>
  [...Object.keys(notedHooks).map((name) => `hooks/${name}`), 'version']
    .map((file) => `${id}/releases/${version}/${file}`)
    .concat(`${id}/manifests/${version}`, `${id}/records/${version}`)
    .sort()

describe('a component', () => {
  test('is put beside the old version, and switched to when it is activated', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const action = await only(fixture.plan([await fixture.make('app', '2.0')]))
    expect(action.message).toBe('1.0 → 2.0')

    await fixture.run(action, ['download', 'update'])
    expect(await runs(fixture)).toBe('1.0')
    await fixture.run(action, ['activate'])
    expect(await runs(fixture)).toBe('2.0')
    await fixture.run(action, ['cleanup'])
    expect(await fixture.tree()).toEqual(['app/current → releases/2.0', ...releaseFiles('app', '2.0')].sort())
    expect(await fixture.notes()).toEqual([
      'install 1.0 (was )',
      'activate 1.0 (was )',
      'verify 1.0 (was )',
      'install 2.0 (was 1.0)',
      'activate 2.0 (was 1.0)',
      'verify 2.0 (was 1.0)',
    ])
  })

  test('is reported with its version, place and integrity', async () => {
    const fixture = await softwareFixture()
    expect(await fixture.start().inventory()).toEqual({ softwareNodes: [] })
    const components = [await fixture.make('b', '1.0'), await fixture.make('a', '2.0')]
    await fixture.install(...components)
    const { softwareNodes = [] } = await fixture.start().inventory()
    expect(softwareNodes.map(({ id, version, type }) => [id, version, type])).toEqual([
      ['a', '2.0', 'APPLICATION'],
      ['b', '1.0', 'APPLICATION'],
    ])
    expect(softwareNodes[1]?.parameters).toEqual([
      { key: 'path', value: path.join(fixture.installDir, 'b/releases/1.0') },
      components[0]?.config?.find(({ key }) => key === 'integrity'),
    ])
  })

  test('needs no hooks', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0', { gzip: false }))
    expect(await runs(fixture)).toBe('1.0')
  })

  test('reports how far it is', async () => {
    const fixture = await softwareFixture()
    const install = 'echo progress=50 > "$GODWIT_STATUS_FILE"; echo message=half >> "$GODWIT_STATUS_FILE"'
    const action = await only(fixture.plan([await fixture.make('app', '1.0', { hooks: { install } })]))
    await fixture.run(action, ['download', 'update'])
    expect(fixture.progress).toContain('50 unpacking')
    expect(fixture.progress).toContain('75 half')
  })
})

describe('a rollback', () => {
  test('brings the old version back and starts it again', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const before = await fixture.tree()
    const hooks = { ...notedHooks, verify: note('verify', 'exit 1') }
    const action = await only(fixture.plan([await fixture.make('app', '2.0', { hooks })]))
    await fixture.run(action, ['download', 'update'])
    await expect(fixture.run(action, ['activate'])).rejects.toMatchObject({ code: 'HOOK_FAILED' })
    await fixture.run(action, ['rollback'])
    expect(await runs(fixture)).toBe('1.0')
    expect((await fixture.notes()).slice(-2)).toEqual(['rollback 2.0 (was 1.0)', 'activate 1.0 (was 2.0)'])
    await fixture.run(action, ['cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.tree()).toEqual(before)
  })

  test('of a new component leaves nothing', async () => {
    const fixture = await softwareFixture()
    const action = await only(fixture.plan([await fixture.make('app', '1.0')]))
    await fixture.run(action, ['download', 'update', 'activate', 'rollback'])
    expect(await runs(fixture)).toBeUndefined()
    await fixture.run(action, ['cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.tree()).toEqual([])
    expect((await fixture.start().inventory()).softwareNodes).toEqual([])
  })

  test('before the switch leaves the old version alone', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const component = await fixture.make('app', '2.0')
    await fixture.run(await only(fixture.plan([component])), ['download', 'rollback'])
    expect((await fixture.notes()).at(-1)).toBe('verify 1.0 (was )')
    await fixture.run(await only(fixture.plan([component])), ['update', 'rollback'])
    expect((await fixture.notes()).at(-1)).toBe('rollback 2.0 (was 1.0)')
    expect(await runs(fixture)).toBe('1.0')
  })

  test('starts the old version again also where the new one cannot be undone, and fails then', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const hooks = { rollback: 'exit 1' }
    const action = await only(fixture.plan([await fixture.make('app', '2.0', { hooks })]))
    await fixture.run(action, ['download', 'update', 'activate'])
    await expect(fixture.run(action, ['rollback'])).rejects.toMatchObject({ code: 'HOOK_FAILED' })
    expect((await fixture.notes()).at(-1)).toBe('activate 1.0 (was 2.0)')
    expect(await runs(fixture)).toBe('1.0')
  })

  test('that failed keeps the old version when it is cleaned up', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const action = await only(fixture.plan([await fixture.make('app', '2.0')]))
    await fixture.run(action, ['download', 'update', 'activate'])
    await fixture.run(action, ['cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.tree()).toEqual(expect.arrayContaining(releaseFiles('app', '1.0')))
    expect(await runs(fixture)).toBe('2.0')
  })
})

describe('a removal', () => {
  test('takes the component away, and removes it at the commit alone', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'), await fixture.make('other', '1.0'))
    const action = await only(fixture.plan([await fixture.make('other', '1.0').then(sameBundle(fixture))]))
    expect(action).toMatchObject({ component: { id: 'app', version: '1.0' }, removal: true })
    await fixture.run(action, ['download', 'update'])
    expect(await runs(fixture)).toBe('1.0')
    await fixture.run(action, ['activate'])
    expect(await runs(fixture)).toBeUndefined()
    expect((await fixture.notes()).at(-1)).not.toContain('remove')
    await fixture.run(action, ['cleanup'])
    expect((await fixture.notes()).at(-1)).toBe('remove 1.0 (was 1.0)')
    expect((await fixture.tree()).filter((name) => name.startsWith('app'))).toEqual([])
    await fixture.run(action, ['cleanup'])
  })

  test('that is rolled back has changed nothing', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await fixture.make('app', '1.0'))
    const before = await fixture.tree()
    const action = await only(fixture.plan([]))
    await fixture.run(action, ['download', 'update', 'activate', 'rollback', 'cleanup'], {
      outcome: 'rolledBack',
    })
    expect(await fixture.tree()).toEqual(before)
    expect((await fixture.notes()).at(-1)).toBe('verify 1.0 (was )')
  })
})

/** The desired state of what is installed already: without an integrity of its own bundle. */
function sameBundle({ start }: Fixture) {
  return async (component: Awaited<ReturnType<Fixture['make']>>) => {
    const { softwareNodes = [] } = await start().inventory()
    const integrity = softwareNodes
      .find(({ id }) => id === component.id)
      ?.parameters?.find(({ key }) => key === 'integrity')
    const others = component.config?.filter(({ key }) => key !== 'integrity') ?? []
    return { ...component, config: [...others, ...(integrity ? [integrity] : [])] }
  }
}

test('a removal that is killed while it removes does not run its hook in what is left', async () => {
  const fixture = await softwareFixture()
  const hooks = { remove: note('remove', 'test -e version') }
  await fixture.install(await fixture.make('app', '1.0', { hooks }))
  const action = await only(fixture.plan([]))
  const { scratch } = fixture.context(action)
  await fixture.run(action, ['activate'])
  await scratch.set('removed', true)
  await rm(path.join(fixture.installDir, 'app/releases/1.0/version'))
  await fixture.run(action, ['cleanup'])
  expect(await fixture.tree()).toEqual([])
})

test('the space that was set aside for a release is given back when it is there', async () => {
  const fixture = await softwareFixture()
  const action = await only(fixture.plan([await fixture.make('app', '1.0')]))
  const reserve = vi.spyOn(fixture.artifacts, 'reserve')
  await fixture.run(action, ['download', 'update'])
  expect(reserve.mock.calls).toEqual([
    [[{ folder: fixture.installDir, bytes: 0, what: 'app 1.0, unpacked' }]],
  ])
})

test('what a failed unpacking has written is gone at once, for others need the space', async () => {
  const fixture = await softwareFixture()
  const component = await fixture.make('app', '1.0', { files: { 'hooks/install': 'not executable' } })
  const action = await only(fixture.plan([component]))
  await fixture.run(action, ['download'])
  await expect(fixture.run(action, ['update'])).rejects.toThrow()
  expect((await fixture.tree()).filter((name) => name.includes('unpack'))).toEqual([])
})

describe('a reboot', () => {
  test.each(['install', 'activate'] as const)('that hook %s asks for comes before verify', async (name) => {
    const fixture = await softwareFixture()
    const hooks = { ...notedHooks, [name]: note(name, 'exit 100') }
    const action = await only(fixture.plan([await fixture.make('app', '1.0', { hooks })]))
    await fixture.run(action, ['download', 'update'])
    expect(await fixture.run(action, ['activate'])).toEqual({ rebootRequired: true })
    expect(await fixture.run(action, ['activate'])).toEqual({ rebootRequired: true })
    const told = await fixture.notes()
    expect(told).toEqual(['install 1.0 (was )', 'activate 1.0 (was )'])
    expect(await fixture.run(action, ['activate'], { bootId: 'boot 2' })).toBeUndefined()
    expect(await fixture.notes()).toEqual([...told, 'verify 1.0 (was )'])
  })

  test('of another domain leads to verify alone', async () => {
    const fixture = await softwareFixture()
    const action = await only(fixture.plan([await fixture.make('app', '1.0')]))
    await fixture.run(action, ['download', 'update', 'activate'])
    await fixture.run(action, ['activate'], { bootId: 'boot 2' })
    expect((await fixture.notes()).slice(-2)).toEqual(['verify 1.0 (was )', 'verify 1.0 (was )'])
  })

  test('that a rollback needs is asked for once', async () => {
    const fixture = await softwareFixture()
    const hooks = { rollback: note('rollback', 'exit 100') }
    const action = await only(fixture.plan([await fixture.make('app', '1.0', { hooks })]))
    await fixture.run(action, ['download', 'update', 'activate'])
    expect(await fixture.run(action, ['rollback'])).toEqual({ rebootRequired: true })
    expect(await fixture.run(action, ['rollback'], { bootId: 'boot 2' })).toBeUndefined()
    expect(await fixture.notes()).toEqual(['rollback 1.0 (was )'])
  })
})
