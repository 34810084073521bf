/** The version that is installed, once more, and older ones. */
import { execFileSync } from 'node:child_process'
import { appendFile, chmod, readlink, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { removeTree } from '../../../../agents/software/remove-tree.ts'
import type { DesiredComponent } from '../../../../spec/index.ts'
import { type Fixture, notedHooks, softwareFixture } from '../../../support/software-fixture.ts'

const withKey = (component: DesiredComponent, key: string, value: string): DesiredComponent => ({
  ...component,
  config: [...(component.config ?? []), { key, value }],
})
const inRelease = (fixture: Fixture, name: string, release = '1.0') =>
  path.join(fixture.installDir, 'app/releases', release, name)
const current = (fixture: Fixture) => readlink(path.join(fixture.installDir, 'app/current'))
const messages = async (fixture: Fixture, ...components: DesiredComponent[]) =>
  (await fixture.plan(components)).map(({ message }) => message)

async function installed(content?: Parameters<Fixture['make']>[2]) {
  const fixture = await softwareFixture()
  const component = await fixture.make('app', '1.0', content)
  await fixture.install(component)
  return { fixture, component }
}

test('a release that has drifted is installed again, by an update like any other', async () => {
  const { fixture, component } = await installed()
  await appendFile(inRelease(fixture, 'version'), 'x')
  await rm(inRelease(fixture, 'hooks/rollback'))
  await writeFile(inRelease(fixture, 'extra'), '')
  expect(await messages(fixture, component)).toEqual([
    'install 1.0 again: extra extra, modified version, missing hooks/rollback',
  ])
  const [action] = await fixture.plan([component])
  if (!action) throw new Error('no action')
  await fixture.run(action, ['download', 'update'])
  expect(await current(fixture)).toBe('releases/1.0')
  await fixture.run(action, ['activate'])
  expect(await current(fixture)).toBe('releases/1.0@2')
  await fixture.run(action, ['cleanup'])
  const { softwareNodes = [] } = await fixture.start().inventory()
  expect(softwareNodes.map(({ version }) => version)).toEqual(['1.0'])
  expect((await fixture.notes()).at(-1)).toBe('verify 1.0 (was 1.0)')
  expect((await fixture.tree()).filter((name) => name.startsWith('app/releases/1.0/'))).toEqual([])
  expect(await fixture.plan([component])).toEqual([])
})

test('a re-installation that fails leaves the release that was there', async () => {
  const { fixture, component } = await installed()
  await rm(inRelease(fixture, 'hooks/rollback'))
  const [action] = await fixture.plan([component])
  if (!action) throw new Error('no action')
  await fixture.run(action, ['download', 'update', 'activate', 'rollback'])
  await fixture.run(action, ['cleanup'], { outcome: 'rolledBack' })
  expect(await current(fixture)).toBe('releases/1.0')
  expect((await fixture.tree()).filter((name) => name.includes('@'))).toEqual([])
})

test.each([
  ['never', 0],
  ['ifDrifted', 0],
  ['always', 1],
])('an intact release with reinstall %s needs %i actions', async (value, actions) => {
  const { fixture, component } = await installed()
  expect(await fixture.plan([withKey(component, 'reinstall', value)])).toHaveLength(actions)
})

test('a release that has drifted stays with reinstall never', async () => {
  const { fixture, component } = await installed()
  await chmod(inRelease(fixture, 'version'), 0o600)
  expect(await messages(fixture, component)).toEqual(['install 1.0 again: modified version'])
  expect(await fixture.plan([withKey(component, 'reinstall', 'never')])).toEqual([])
})

test('a release that is gone is installed again, also where nothing is recorded of it', async () => {
  const { fixture, component } = await installed()
  await rm(path.join(fixture.installDir, 'app/manifests'), { recursive: true })
  await rm(path.join(fixture.installDir, 'app/records'), { recursive: true })
  expect(await fixture.plan([component])).toEqual([])
  await rm(path.join(fixture.installDir, 'app/releases/1.0'), { recursive: true })
  expect(await messages(fixture, component)).toEqual(['install 1.0 again: its release is gone'])
})

test('a path that is too long to be looked at is drift, and no reason to look at nothing', async () => {
  const { fixture, component } = await installed()
  const name = 'd'.repeat(250)
  const script = `i=0; while [ $i -lt 20 ]; do mkdir ${name}; cd -P ${name}; i=$((i+1)); done`
  execFileSync('sh', ['-c', script], { cwd: inRelease(fixture, ''), stdio: 'ignore' })
  const [message = ''] = await messages(fixture, component)
  expect(message).toMatch(/^install 1.0 again: extra d+…?/)
  expect(message.length).toBeLessThan(4_000)
  await removeTree(inRelease(fixture, ''))
})

test('what is touched, but is the same, has not drifted', async () => {
  const { fixture, component } = await installed()
  await utimes(inRelease(fixture, 'version'), 1, 1)
  expect(await fixture.plan([component])).toEqual([])
})

test('the third release of a version is told apart from the second', async () => {
  const { fixture, component } = await installed()
  const again = withKey(component, 'reinstall', 'always')
  await fixture.install(again)
  await fixture.install(again)
  expect(await current(fixture)).toBe('releases/1.0@3')
  await fixture.install(await fixture.make('app', '2.0'))
  await fixture.install(component)
  expect(await current(fixture)).toBe('releases/1.0')
})

test('what may change is no drift', async () => {
  const fixture = await softwareFixture()
  const files = { 'var/log/a': '', 'cache-1': '', fixed: '' }
  const component = withKey(
    withKey(await fixture.make('app', '1.0', { files, hooks: notedHooks }), 'mutable', 'var'),
    'mutable',
    'cache-*',
  )
  await fixture.install(component)
  await writeFile(inRelease(fixture, 'var/log/a'), 'more')
  await writeFile(inRelease(fixture, 'var/new'), 'more')
  await rm(inRelease(fixture, 'cache-1'))
  expect(await fixture.plan([component])).toEqual([])
  await writeFile(inRelease(fixture, 'fixed'), 'more')
  expect(await messages(fixture, component)).toEqual(['install 1.0 again: modified fixed'])
})

test('what the install hook has made is no drift', async () => {
  const { fixture, component } = await installed({ hooks: { install: 'echo made > made; ln -s made link' } })
  expect(await fixture.plan([component])).toEqual([])
  await rm(inRelease(fixture, 'link'))
  expect(await messages(fixture, component)).toEqual(['install 1.0 again: missing link'])
})

test('a change is found by the thorough check, and reported', async () => {
  const { fixture, component } = await installed()
  const agent = fixture.start()
  const { signal } = new AbortController()
  await agent.verify?.(signal)
  const drift = async () =>
    (await agent.inventory()).softwareNodes?.[0]?.parameters?.filter(({ key }) => key === 'drift')
  expect(await drift()).toEqual([])
  await writeFile(inRelease(fixture, 'version'), '9.9')
  await agent.verify?.(signal)
  expect(await drift()).toEqual([{ key: 'drift', value: 'modified version' }])
  expect(await fixture.plan([component], agent)).toHaveLength(1)
})

test('the check at the start tells of what has changed, and of nothing else', async () => {
  const { fixture } = await installed()
  await writeFile(inRelease(fixture, 'version'), '9.9')
  const agent = fixture.start()
  const told = Promise.withResolvers<void>()
  const stop = agent.watch?.(told.resolve, () => false)
  await told.promise
  stop?.()
  expect((await agent.inventory()).softwareNodes?.[0]?.parameters).toContainEqual({
    key: 'drift',
    value: 'modified version',
  })
})

test('a list of changes is cut short', async () => {
  const { fixture, component } = await installed()
  for (let index = 10; index < 40; index += 1) await writeFile(inRelease(fixture, `x${index}`), '')
  const [message] = await messages(fixture, component)
  expect(message).toMatch(/^install 1\.0 again: extra x10, .*extra x29 and 10 more$/)
})

test('an older version is installed, unless the device or the component refuses it', async () => {
  const fixture = await softwareFixture()
  await fixture.install(await fixture.make('app', '1.10'))
  const older = await fixture.make('app', '1.9')
  const refused = { code: 'DOWNGRADE_REFUSED', component: 'app', message: expect.stringContaining('1.10') }
  expect(await messages(fixture, older)).toEqual(['1.10 → 1.9'])
  await expect(fixture.plan([withKey(older, 'downgrade', 'refuse')])).rejects.toMatchObject(refused)
  const strict = fixture.start({ allowDowngrade: false })
  await expect(fixture.plan([older], strict)).rejects.toMatchObject(refused)
  await expect(fixture.plan([withKey(older, 'downgrade', 'allow')], strict)).rejects.toMatchObject(refused)
  expect(await fixture.plan([await fixture.make('app', '1.11')], strict)).toHaveLength(1)
})

test.each([
  ['reinstall', 'sometimes'],
  ['downgrade', 'perhaps'],
  ['type', 'odd'],
  ['type', 'toString'],
])('%s %j is refused', async (key, value) => {
  const fixture = await softwareFixture()
  const component = withKey(await fixture.make('app', '1.0'), key, value)
  await expect(fixture.plan([component])).rejects.toMatchObject({
    code: 'INVALID_COMPONENT',
    message: expect.stringContaining(`"${key}" is one of`),
  })
})
