import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { softwareFixture } from '../../../support/software-fixture.ts'

test('what is installed already needs no action; installs come in order, then removals, sorted', async () => {
  const fixture = await softwareFixture()
  const kept = await fixture.make('kept', '1.0')
  await fixture.install(kept, await fixture.make('z', '1.0'), await fixture.make('a', '1.0'))
  const plan = await fixture.plan([await fixture.make('new', '1.0'), kept, await fixture.make('b', '2.0')])
  expect(plan.map(({ component, message }) => `${component.id}: ${message}`)).toEqual([
    'new: install 1.0',
    'b: install 2.0',
    'a: remove 1.0: it is not listed any more',
    'z: remove 1.0: it is not listed any more',
  ])
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
})

test('what is not listed stays where it is configured so', async () => {
  const fixture = await softwareFixture()
  await fixture.install(await fixture.make('app', '1.0'))
  expect(await fixture.plan([], fixture.start({ keepUnlisted: true }))).toEqual([])
})

test('a version that is installed from another bundle is refused', async () => {
  const fixture = await softwareFixture()
  await fixture.install(await fixture.make('app', '1.0'))
  const other = await fixture.make('app', '1.0', { files: { more: 'x' } })
  await expect(fixture.plan([other])).rejects.toMatchObject({
    code: 'INVALID_COMPONENT',
    component: 'app',
    message: expect.stringMatching(/another bundle/),
  })
})

test.each([
  ['../app', '1.0'],
  ['', '1.0'],
  ['.hidden', '1.0'],
  ['a/b', '1.0'],
  ['app', '../../etc'],
  ['app', '.'],
  ['app', ''],
  ['app', 'a\0b'],
  ['app', 'x'.repeat(129)],
])('component %j of version %j is refused', async (id, version) => {
  const fixture = await softwareFixture()
  const component = await fixture.make('app', '1.0')
  await expect(fixture.plan([{ ...component, id, version }])).rejects.toMatchObject({
    code: 'INVALID_COMPONENT',
  })
})

test('a component that is listed twice is refused', async () => {
  const fixture = await softwareFixture()
  const component = await fixture.make('app', '1.0')
  await expect(fixture.plan([component, component])).rejects.toMatchObject({ code: 'INVALID_COMPONENT' })
})

test('what is wrong with an artifact is said with the component', async () => {
  const fixture = await softwareFixture()
  await expect(fixture.plan([{ id: 'app', version: '1.0', config: [] }])).rejects.toMatchObject({
    code: 'UNVERIFIED',
    component: 'app',
    message: expect.stringContaining('"app"'),
  })
})

test('a key that means nothing is ignored, and the plan says so', async () => {
  const fixture = await softwareFixture()
  const { config = [], ...component } = await fixture.make('app', '1.0')
  const more = [...config, { key: 'colour', value: 'red' }, { key: 'colour', value: 'blue' }]
  const [action] = await fixture.plan([{ ...component, config: more }])
  expect(action?.message).toBe('install 1.0 (ignored in the configuration of app: colour)')
})

test('bundles that do not fit on the disk are refused', async () => {
  const fixture = await softwareFixture()
  const { config = [], ...component } = await fixture.make('app', '1.0')
  const huge = config.map((entry) => (entry.key === 'size' ? { key: 'size', value: String(2 ** 52) } : entry))
  await expect(fixture.plan([{ ...component, config: huge }])).rejects.toMatchObject({ code: 'DISK_FULL' })
})

test('files of others in the install folder are no components', async () => {
  const fixture = await softwareFixture()
  await fixture.install(await fixture.make('app', '1.0', { files: { 'current/x': '' } }))
  await writeFile(`${fixture.installDir}/notes.txt`, '')
  await mkdir(`${fixture.installDir}/foreign/current`, { recursive: true })
  const { softwareNodes = [] } = await fixture.start().inventory()
  expect(softwareNodes.map(({ id }) => id)).toEqual(['app'])
})
