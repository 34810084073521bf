import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { UpdateAgent } from '../../../../agents/sdk/agent.ts'
import { parseStatus } from '../../../../agents/software/hooks/status.ts'
import { type Fixture, softwareFixture } from '../../../support/software-fixture.ts'

/** Runs `update` of a component with that install hook. */
async function install(
  fixture: Fixture,
  script: string,
  agent: UpdateAgent = fixture.start(),
): Promise<void> {
  const component = await fixture.make('app', '1.0', { hooks: { install: script } })
  const [action] = await fixture.plan([component])
  if (!action) throw new Error('no action')
  await fixture.run(action, ['download'])
  await agent.update?.(action, fixture.context(action))
}

/** Also where nobody has taken notice yet of its end. */
const hasEnded = async (pid: number) => {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone')
  return state === 'gone' || / Z /.test(state)
}

test('a hook runs in its release with a small environment', async () => {
  const fixture = await softwareFixture()
  process.env.SECRET_OF_THE_AGENT = 'x'
  await install(
    fixture,
    'pwd > "$HOME/where"; env | cut -d= -f1 | sort > "$HOME/environment"; cat version > "$HOME/read"',
  )
  delete process.env.SECRET_OF_THE_AGENT
  const read = (name: string) => readFile(path.join(fixture.folder, name), 'utf8')
  expect(await read('read')).toBe('1.0')
  expect((await read('where')).trim()).toBe(path.join(fixture.installDir, 'app/releases/1.0'))
  const names = (await read('environment')).trim().split('\n')
  expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))).toEqual([
    'GODWIT_ACTIVITY_ID',
    'GODWIT_ARTIFACTS_DIR',
    'GODWIT_ATTEMPT',
    'GODWIT_COMPONENT',
    'GODWIT_PHASE',
    'GODWIT_PREVIOUS_VERSION',
    'GODWIT_RELEASE_DIR',
    'GODWIT_STATUS_FILE',
    'GODWIT_TMP_DIR',
    'GODWIT_VERSION',
    'HOME',
    'LANG',
    'PATH',
    'TMPDIR',
  ])
})

test('the last output of a failed hook is in the message', async () => {
  const fixture = await softwareFixture()
  await expect(install(fixture, 'echo all fine; echo "no licence" >&2; exit 3')).rejects.toMatchObject({
    code: 'HOOK_FAILED',
    message: expect.stringMatching(/^hook install of app 1\.0 ended with status 3: all fine\s+no licence$/),
  })
})

test('a hook that is killed, or cannot be started, has failed', async () => {
  const fixture = await softwareFixture()
  await expect(install(fixture, 'kill -9 $$')).rejects.toMatchObject({
    code: 'HOOK_FAILED',
    message: expect.stringContaining('SIGKILL'),
  })
})

test('a hook that takes too long is ended with all that it has started', async () => {
  const fixture = await softwareFixture()
  const script = 'sleep 1000 & echo $! > "$HOME/child"; echo waiting; wait'
  await expect(install(fixture, script, fixture.start({ hookTimeoutMs: 300 }))).rejects.toMatchObject({
    code: 'HOOK_TIMEOUT',
    message: 'hook install of app 1.0 took longer than 300ms: waiting',
  })
  const child = Number(await readFile(path.join(fixture.folder, 'child'), 'utf8'))
  await expect.poll(() => hasEnded(child)).toBe(true)
})

test('a hook that leaves a process behind is over: what is left of its session is ended', async () => {
  const fixture = await softwareFixture()
  await install(fixture, 'sleep 1000 & echo $! > "$HOME/child"')
  expect(await hasEnded(Number(await readFile(path.join(fixture.folder, 'child'), 'utf8')))).toBe(true)
})

test('a hook that asks to try again later is run again after a pause', async () => {
  const fixture = await softwareFixture()
  await install(fixture, 'echo x >> "$HOME/runs"; [ $(wc -l < "$HOME/runs") -ge 3 ] || exit 75')
  expect(fixture.pauses).toEqual([10_000, 10_000])
})

test('a hook that is to be run again later tells how long nothing will come', async () => {
  const fixture = await softwareFixture()
  const script = `echo x >> "$HOME/runs"
[ $(wc -l < "$HOME/runs") -ge 2 ] && exit 0
printf 'progress=40\\nmessage=no link yet\\n' > "$GODWIT_STATUS_FILE"; exit 75`
  const [action] = await fixture.plan([await fixture.make('app', '1.0', { hooks: { install: script } })])
  if (!action) throw new Error('no action')
  const told: unknown[] = []
  const progress = (...words: unknown[]) => void told.push(words)
  await fixture.run(action, ['download'])
  await fixture.run(action, ['update'], { progress })
  const wait = 'hook install of app 1.0 asks to be run again, in 10s: no link yet'
  expect(told).toContainEqual([70, wait, 10_000])
})

test('a hook that always asks to try again later fails in the end, and a later try may help', async () => {
  const fixture = await softwareFixture()
  await expect(install(fixture, 'echo busy; exit 75')).rejects.toMatchObject({
    code: 'TRY_AGAIN_LATER',
    retryable: true,
    message: expect.stringContaining('busy'),
  })
  expect(fixture.pauses).toHaveLength(5)
})

test('verify may not ask for a reboot', async () => {
  const fixture = await softwareFixture()
  const [action] = await fixture.plan([await fixture.make('app', '1.0', { hooks: { verify: 'exit 100' } })])
  if (!action) throw new Error('no action')
  await expect(fixture.run(action, ['download', 'update', 'activate'])).rejects.toMatchObject({
    code: 'HOOK_FAILED',
    message: expect.stringContaining('reboot'),
  })
})

test('an abort ends the hook', async () => {
  const fixture = await softwareFixture()
  const [action] = await fixture.plan([
    await fixture.make('app', '1.0', {
      hooks: { install: 'echo message=go > "$GODWIT_STATUS_FILE"; sleep 1000' },
    }),
  ])
  if (!action) throw new Error('no action')
  const abort = new AbortController()
  const progress = (_percent: number, message?: string) =>
    message === 'go' && abort.abort(new Error('cancelled'))
  const updating = fixture.run(action, ['update'], {
    signal: abort.signal,
    progress: (percent, message) => void progress(percent, message),
  })
  await expect(updating).rejects.toThrow('cancelled')
  const left = await readdir(path.join(fixture.installDir, 'app/releases'))
  expect(left).toEqual(['1.0'])
})

test.each([
  ['progress=5\nmessage=a\nprogress=20\n', { progress: 20, message: 'a' }],
  ['progress=500\n', { progress: 100 }],
  ['progress=x\nmessage=\nother=1\n', {}],
  ['progress=10\nprogress=9', { progress: 10 }],
  ['', {}],
])('status %j is read as %j', (text, status) => {
  expect(parseStatus(text)).toEqual(status)
})
