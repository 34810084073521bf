/** Components that are no plain bundles: of several artifacts, of plain files, installed by a script. */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { PlannedAction } from '../../../../agents/sdk/agent.ts'
import type { DesiredComponent, KeyValue } from '../../../../spec/index.ts'
import { type Bundle, makeFile } from '../../../support/bundle.ts'
import { type Fixture, note, softwareFixture } from '../../../support/software-fixture.ts'

const entry = (key: string, value: string): KeyValue => ({ key, value })
const urlOf = ({ file }: Bundle) => pathToFileURL(file).href

function named(name: string, file: Bundle): KeyValue[] {
  const { integrity, size } = file
  return [
    entry(`artifact.${name}.source`, urlOf(file)),
    entry(`artifact.${name}.integrity`, integrity),
    entry(`artifact.${name}.size`, String(size)),
  ]
}

const text = (fixture: Fixture, content: string) => makeFile(fixture.folder, Buffer.from(content))
const release = (fixture: Fixture, file: string, version = '1.0') =>
  path.join(fixture.installDir, 'app/releases', version, file)
const read = (fixture: Fixture, file: string) => readFile(path.join(fixture.folder, file), 'utf8')

async function only(plan: Promise<PlannedAction[]>): Promise<PlannedAction> {
  const [action, ...others] = await plan
  if (!action || others.length > 0) throw new Error('expected one action')
  return action
}

describe('a component of plain files', () => {
  async function plain(fixture: Fixture, ...more: KeyValue[]): Promise<DesiredComponent> {
    const config = [...named('tool', await text(fixture, 'the tool')), ...more]
    return { id: 'app', version: '1.0', config: [entry('type', 'plain'), ...config] }
  }

  test('is refused where its source has no name that a file can have', async () => {
    const fixture = await softwareFixture()
    const main = await text(fixture, 'main')
    for (const name of ['%zz', '%2e%2e', '']) {
      const config = [entry('source', `https://updates.example/${name}`), entry('integrity', main.integrity)]
      const component = { id: 'app', version: '1.0', config: [entry('type', 'plain'), ...config] }
      await expect(fixture.plan([component])).rejects.toMatchObject({ code: 'INVALID_COMPONENT' })
    }
  })

  test('has them in its release, under their names, with the modes asked for', async () => {
    const fixture = await softwareFixture()
    const main = await text(fixture, 'main')
    const more = [
      entry('source', urlOf(main)),
      entry('integrity', main.integrity),
      entry('filename', 'main.txt'),
    ]
    await fixture.install(await plain(fixture, entry('artifact.tool.mode', '755'), ...more))
    expect(await readFile(release(fixture, 'tool'), 'utf8')).toBe('the tool')
    expect(await readFile(release(fixture, 'main.txt'), 'utf8')).toBe('main')
    expect((await stat(release(fixture, 'tool'))).mode & 0o777).toBe(0o755)
    expect((await stat(release(fixture, 'main.txt'))).mode & 0o777).toBe(0o644)
    const { softwareNodes = [] } = await fixture.start().inventory()
    expect(softwareNodes[0]?.parameters?.map(({ key }) => key)).toEqual([
      'path',
      'integrity',
      'artifact.tool.integrity',
    ])
  })

  test('may be installed by a script among them', async () => {
    const fixture = await softwareFixture()
    const script = await text(fixture, 'cat tool "$GODWIT_ARTIFACTS_DIR/tool" > "$HOME/installed"')
    await fixture.install(await plain(fixture, ...named('install.sh', script)))
    expect(await read(fixture, 'installed')).toBe('the toolthe tool')
  })

  test('may be installed by the command of the device', async () => {
    const fixture = await softwareFixture()
    const script = path.join((await text(fixture, 'cp "$1" "$HOME/installed"')).file)
    fixture.settings = { installCommand: ['/bin/sh', script, 'tool'] }
    await fixture.install(await plain(fixture))
    expect(await read(fixture, 'installed')).toBe('the tool')
  })

  test.each(['../tool', '..', 'a/b', '.hidden', ''])('is refused with a file named %j', async (name) => {
    const fixture = await softwareFixture()
    const file = await text(fixture, 'x')
    const main = [entry('source', urlOf(file)), entry('integrity', file.integrity), entry('filename', name)]
    for (const config of [main, name ? named(name, file) : main]) {
      const component = { id: 'app', version: '1.0', config: [entry('artifact-type', 'plain'), ...config] }
      await expect(fixture.plan([component])).rejects.toMatchObject({
        code: 'INVALID_COMPONENT',
        component: 'app',
      })
    }
  })

  test('of which one has another digest is not downloaded', async () => {
    const fixture = await softwareFixture()
    const wrong = { ...(await text(fixture, 'x')), integrity: (await text(fixture, 'y')).integrity }
    const action = await only(fixture.plan([await plain(fixture, ...named('other', wrong))]))
    await expect(fixture.run(action, ['download'])).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' })
  })
})

describe('a bundle with further artifacts', () => {
  test('finds them in a folder that its hooks know', async () => {
    const fixture = await softwareFixture()
    const install = 'cat "$GODWIT_ARTIFACTS_DIR/model" > "$HOME/installed"'
    const { config = [], ...component } = await fixture.make('app', '1.0', { hooks: { install } })
    const more = named('model', await text(fixture, 'weights'))
    await fixture.install({ ...component, config: [...config, ...more] })
    expect(await read(fixture, 'installed')).toBe('weights')
    expect(await readFile(release(fixture, 'artifacts/model'), 'utf8')).toBe('weights')
  })

  test('is another bundle where one of them is another one', async () => {
    const fixture = await softwareFixture()
    const { config = [], ...component } = await fixture.make('app', '1.0')
    const withModel = async (content: string) => ({
      ...component,
      config: [...config, ...named('model', await text(fixture, content))],
    })
    await fixture.install(await withModel('a'))
    expect(await fixture.plan([await withModel('a')])).toEqual([])
    await expect(fixture.plan([await withModel('b')])).rejects.toThrow(/another bundle/)
  })

  test('counts all of them before the first byte', async () => {
    const fixture = await softwareFixture()
    const { config = [], ...component } = await fixture.make('app', '1.0')
    const huge = { ...(await text(fixture, 'x')), size: 2 ** 52 }
    await expect(
      fixture.plan([{ ...component, config: [...config, ...named('huge', huge)] }]),
    ).rejects.toMatchObject({ code: 'DISK_FULL' })
  })

  test('is refused where it has such a file itself', async () => {
    const fixture = await softwareFixture()
    const content = { files: { 'artifacts/model': 'own' } }
    const { config = [], ...component } = await fixture.make('app', '1.0', content)
    const more = named('model', await text(fixture, 'x'))
    const action = await only(fixture.plan([{ ...component, config: [...config, ...more] }]))
    await expect(fixture.run(action, ['download', 'update'])).rejects.toMatchObject({
      code: 'INVALID_BUNDLE',
    })
  })
})

describe('a module with an install script', () => {
  const module = (fixture: Fixture, version: string, script: string) =>
    fixture.make('app', version, { files: { 'install.sh': script } })

  test('is installed by it, without arguments, in its own folder', async () => {
    const fixture = await softwareFixture()
    const script = 'echo "$# $(basename "$(pwd -P)") $0" > "$HOME/called"; rm -f nothing'
    await fixture.install(await module(fixture, '1.0', script))
    expect(await read(fixture, 'called')).toBe('0 1.0 install.sh\n')
  })

  test('tells how far it is, and why it failed', async () => {
    const fixture = await softwareFixture()
    const script = `printf 'progress=40\\nmessage=halfway\\n' > status; sleep 0.3
printf 'progress=60\\nstatusCode=42\\nmessage=no licence\\n' > status; echo bye; exit 3`
    const action = await only(fixture.plan([await module(fixture, '1.0', script)]))
    await expect(fixture.run(action, ['download', 'update'])).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message: 'hook install of app 1.0 ended with status 3 (statusCode 42, no licence): bye',
    })
    expect(fixture.progress).toContain('70 halfway')
  })

  const installing = (version: string) => `mkdir -p installed-deps
printf 'group=org\\nname=lib\\nversion=${version}\\ntype=deb\\n' > installed-deps/lib.prs
echo garbage > installed-deps/other.prs
${note(`script ${version}`)}`

  test('reports what it has installed besides, until it is removed', async () => {
    const fixture = await softwareFixture()
    await fixture.install(await module(fixture, '1.0', installing('1.0')))
    const { softwareNodes = [], associations } = await fixture.start().inventory()
    expect(softwareNodes.map(({ id, version }) => `${id} ${version}`)).toEqual(['app 1.0', 'app/org/lib 1.0'])
    expect(softwareNodes[1]?.parameters).toContainEqual({ key: 'type', value: 'deb' })
    expect(associations).toEqual([{ sourceId: 'app', targetId: 'app/org/lib' }])
    const [removal] = await fixture.plan([])
    if (!removal) throw new Error('no action')
    await fixture.run(removal, ['activate', 'cleanup'])
    expect(await fixture.start().inventory()).toEqual({ softwareNodes: [] })
  })

  test('is gone back from by the script of the old version, and has not drifted then', async () => {
    const fixture = await softwareFixture()
    const old = await module(fixture, '1.0', installing('1.0'))
    await fixture.install(old)
    const action = await only(fixture.plan([await module(fixture, '2.0', installing('2.0'))]))
    await fixture.run(action, ['download', 'update', 'activate', 'rollback'])
    await fixture.run(action, ['cleanup'], { outcome: 'rolledBack' })
    expect((await fixture.notes()).map((line) => line.slice(0, 10))).toEqual([
      'script 1.0',
      'script 2.0',
      'script 1.0',
    ])
    const { softwareNodes = [] } = await fixture.start().inventory()
    expect(softwareNodes.map(({ id, version }) => `${id} ${version}`)).toEqual(['app 1.0', 'app/org/lib 1.0'])
    expect(await fixture.plan([old])).toEqual([])
  })

  test('keeps a folder of the name of the file that it tells its progress in', async () => {
    const fixture = await softwareFixture()
    const files = { 'install.sh': 'test -e status/file', 'status/file': '' }
    await fixture.install(await fixture.make('app', '1.0', { files }))
    expect(await readdir(release(fixture, 'status'))).toEqual(['file'])
  })

  test('reports nothing from a folder outside of its release', async () => {
    const fixture = await softwareFixture()
    const outside = path.join(fixture.folder, 'outside')
    const script = `mkdir -p ${outside}; printf 'group=a\\nname=b\\nversion=1\\n' > ${outside}/x.prs
ln -s ${outside} installed-deps`
    await fixture.install(await module(fixture, '1.0', script))
    expect((await fixture.start().inventory()).softwareNodes).toHaveLength(1)
  })

  test('is not run by the script where the bundle has hooks', async () => {
    const fixture = await softwareFixture()
    const content = { files: { 'install.sh': 'exit 1' }, hooks: { verify: 'exit 0' } }
    await fixture.install(await fixture.make('app', '1.0', content))
    expect(await readdir(release(fixture, ''))).toContain('install.sh')
  })
})

test('nothing secret of a configuration is in the inventory', async () => {
  const fixture = await softwareFixture()
  const { config = [], ...component } = await fixture.make('app', '1.0')
  const secret = config.map(({ key, value = '' }) =>
    entry(key, key === 'source' ? `${value}?token=geheim` : value),
  )
  const more = [entry('header.Authorization', '@/run/secrets/token'), entry('password', 'geheim')]
  const action = await only(fixture.plan([{ ...component, config: [...secret, ...more] }]))
  expect(action.message).not.toContain('geheim')
  await fixture.run(action, ['download', 'update', 'activate', 'cleanup'])
  expect(JSON.stringify(await fixture.start().inventory())).not.toMatch(/geheim|secrets/)
})
