/** Hooks that do what they should not, and what holds them. */
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PlannedAction } from '../../../agents/sdk/agent.ts'
import { hookFailure } from '../../../agents/software/hooks/failure.ts'
import { startTimeOf } from '../../../platform/process/session.ts'
import { type Fixture, softwareFixture } from '../../support/software-fixture.ts'

const asRoot = test.runIf(process.getuid?.() === 0)

async function planned(fixture: Fixture, install: string): Promise<PlannedAction> {
  const [action] = await fixture.plan([await fixture.make('app', '1.0', { hooks: { install } })])
  if (!action) throw new Error('no action')
  await fixture.run(action, ['download'])
  return action
}

const install = async (fixture: Fixture, script: string) =>
  fixture.run(await planned(fixture, script), ['update'])
const read = async (fixture: Fixture, name: string) =>
  (await readFile(path.join(fixture.folder, name), 'utf8')).trim()
const leftovers = async (fixture: Fixture) =>
  (await readdir(path.join(fixture.installDir, 'app'), { recursive: true })).filter((name) =>
    name.includes('hook-'),
  )

test('a hook has a private folder for temporary files, which goes with it', async () => {
  const fixture = await softwareFixture()
  await install(fixture, 'stat -c %a "$TMPDIR" > "$HOME/mode"; mktemp > "$HOME/file"; umask >> "$HOME/mode"')
  expect(await read(fixture, 'mode')).toBe('700\n0022')
  expect(path.dirname(await read(fixture, 'file'))).toMatch(/app\/releases\/\.hook-\w+\/tmp$/)
  expect(await leftovers(fixture)).toEqual([])
})

test('a hook knows for whom, in which phase and how often it runs', async () => {
  const fixture = await softwareFixture()
  const script = `echo "$GODWIT_ACTIVITY_ID $GODWIT_PHASE $GODWIT_ATTEMPT" >> "$HOME/runs"
[ $(wc -l < "$HOME/runs") -ge 2 ] || exit 75
[ $(wc -l < "$HOME/runs") -ge 3 ] || exit 1`
  const action = await planned(fixture, script)
  await expect(fixture.run(action, ['update'])).rejects.toThrow()
  await fixture.run(action, ['update'])
  expect(await read(fixture, 'runs')).toBe('campaign UPDATE 1\ncampaign UPDATE 2\ncampaign UPDATE 3')
})

test('a hook has nothing to read, also not what its shell waited for', async () => {
  const fixture = await softwareFixture()
  await install(fixture, 'cat > "$HOME/read"; [ ! -e /proc/$$/fd/3 ] || exit 3')
  expect(await read(fixture, 'read')).toBe('')
})

test('a hook that closes its output and goes on is waited for', async () => {
  const fixture = await softwareFixture()
  await install(fixture, 'exec >&- 2>&-; sleep 0.3; touch done')
  expect(await readdir(path.join(fixture.installDir, 'app/releases/1.0'))).toContain('done')
})

test('a hook that floods its output, or the status file, is read in bounds', async () => {
  const fixture = await softwareFixture()
  await install(
    fixture,
    `head -c 20000000 /dev/zero | tr '\\0' x
head -c 20000000 /dev/zero | tr '\\0' x > "$GODWIT_STATUS_FILE"
printf '\\nmessage=%0600d\\nprogress=7\\n' 1 >> "$GODWIT_STATUS_FILE"`,
  )
  const [message] = fixture.progress.filter((line) => line.includes('0000'))
  expect(message).toMatch(/^54 0{500}$/)
})

test.each([
  ['a link', 'ln -sf /etc/passwd "$GODWIT_STATUS_FILE"'],
  ['a pipe nobody writes to', 'mkfifo "$GODWIT_STATUS_FILE"'],
  ['a folder', 'mkdir "$GODWIT_STATUS_FILE"'],
  ['garbage', 'head -c 100000 /dev/urandom > "$GODWIT_STATUS_FILE"'],
])('%s in the place of the status file is no harm', async (_, script) => {
  const fixture = await softwareFixture()
  await install(fixture, `${script}; sleep 0.1`)
  expect(fixture.progress.every((line) => !line.includes('root:'))).toBe(true)
})

test('a hook that removes its own release has failed', async () => {
  const fixture = await softwareFixture()
  await expect(install(fixture, 'rm -rf "$GODWIT_RELEASE_DIR"')).rejects.toMatchObject({
    code: 'HOOK_FAILED',
    message: expect.stringContaining('removed its own release'),
  })
})

test('a daemon that goes into a session of its own stays', async () => {
  const fixture = await softwareFixture()
  const daemon = `setsid sh -c 'echo $$ > "$HOME/daemon"; exec sleep 1000' &`
  await install(fixture, `${daemon} while ! [ -s "$HOME/daemon" ]; do sleep 0.05; done`)
  const pid = Number(await read(fixture, 'daemon'))
  expect(startTimeOf(pid)).toBeDefined()
  process.kill(pid)
})

test('a child that ignores SIGTERM is gone when the hook is over', async () => {
  const fixture = await softwareFixture()
  await install(
    fixture,
    `sh -c 'trap "" TERM; while :; do sleep 0.1; done' & echo $! > "$HOME/child"; sleep 0.3`,
  )
  expect(startTimeOf(Number(await read(fixture, 'child')))).toBeUndefined()
}, 30_000)

describe('the kernel holds a hook to', () => {
  const limited = async (limits: object) => {
    const fixture = await softwareFixture()
    fixture.settings = { hookLimits: { nice: 0, ...limits } }
    return fixture
  }

  test('its limits', async () => {
    const fixture = await limited({ memory: 3_000_000_000, openFiles: 50, cpuSeconds: 60, nice: 7 })
    await install(fixture, '(ulimit -v; ulimit -n; ulimit -t; nice) > "$HOME/limits"')
    expect(await read(fixture, 'limits')).toBe('2929688\n50\n60\n7')
  })

  test('its processor time, and the message says so', async () => {
    const fixture = await limited({ cpuSeconds: 1 })
    await expect(install(fixture, 'while :; do :; done')).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message: expect.stringMatching(/SIGXCPU: it used more than 1 s of processor time \(hookCpuTime\)/),
    })
  }, 60_000)

  test('its memory', async () => {
    const fixture = await limited({ memory: 50_000_000 })
    await expect(install(fixture, 'exec dd if=/dev/zero of=/dev/null bs=100M count=1')).rejects.toMatchObject(
      {
        code: 'HOOK_FAILED',
        message: expect.stringContaining('held to 50000000 bytes (hookMemory)'),
      },
    )
  })

  asRoot('the number of processes of its user', async () => {
    const fixture = await limited({ processes: 1 })
    fixture.settings = { ...fixture.settings, hookUser: 'nobody' }
    await chmod(fixture.folder, 0o755)
    await expect(install(fixture, 'sleep 0 & wait $!')).rejects.toMatchObject({ code: 'HOOK_FAILED' })
  })
})

test.each([
  [{ exitCode: null, signal: 'SIGKILL' }, /SIGKILL, which the kernel does when memory runs out/],
  [{ exitCode: 137, signal: null }, /a program it ran was killed/],
])('%j may be for lack of memory, and the message says so', (end, message) => {
  const settings = { hookTimeoutMs: 1_000, hookLimits: { nice: 0 } }
  const failure = hookFailure('install of app 1.0', { ...end, timedOut: false, tail: '' }, {}, settings)
  expect(failure.message).toMatch(message)
})

describe('a hook of another user', () => {
  asRoot('runs as that user, in a release and a folder that are its own', async () => {
    const fixture = await softwareFixture()
    fixture.settings = { hookUser: 'nobody' }
    await chmod(fixture.folder, 0o755)
    await install(
      fixture,
      'id -un > who; id -G > groups; echo "$HOME" > home; : > "$TMPDIR/x"; echo message=hello > "$GODWIT_STATUS_FILE"',
    )
    const release = path.join(fixture.installDir, 'app/releases/1.0')
    expect((await readFile(path.join(release, 'who'), 'utf8')).trim()).toBe('nobody')
    expect((await readFile(path.join(release, 'groups'), 'utf8')).trim()).not.toMatch(/\b0\b/)
    expect(await readFile(path.join(release, 'home'), 'utf8')).toMatch(/\.hook-\w+\/tmp\n$/)
    expect((await stat(path.join(release, 'version'))).uid).not.toBe(0)
    expect(fixture.progress).toContain('50 hello')
    expect(await leftovers(fixture)).toEqual([])
  })

  asRoot('may be chosen by a component from those that are configured', async () => {
    const fixture = await softwareFixture()
    await chmod(fixture.folder, 0o755)
    const { config = [], ...component } = await fixture.make('app', '1.0', {
      hooks: { install: 'id -un > who' },
    })
    const asNobody = { ...component, config: [...config, { key: 'user', value: 'nobody' }] }
    await expect(fixture.plan([asNobody])).rejects.toMatchObject({ code: 'INVALID_COMPONENT' })
    fixture.settings = { hookUsers: ['nobody'] }
    const [action] = await fixture.plan([asNobody])
    if (!action) throw new Error('no action')
    await fixture.run(action, ['download', 'update'])
    expect(await readFile(path.join(fixture.installDir, 'app/releases/1.0/who'), 'utf8')).toBe('nobody\n')
  })

  asRoot('cannot write down another user, or other copies, for later', async () => {
    const fixture = await softwareFixture()
    fixture.settings = { hookUser: 'nobody', hookUsers: ['root'] }
    await chmod(fixture.folder, 0o755)
    const script =
      'for f in ../../records/* ../../manifests ../../current ..; do [ ! -w "$f" ] || exit 9; done'
    await install(fixture, script)
  })

  test('that there is not is refused before anything is done', async () => {
    const fixture = await softwareFixture()
    fixture.settings = { hookUser: 'no-such-user' }
    await expect(fixture.plan([await fixture.make('app', '1.0')])).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message: expect.stringContaining('no user "no-such-user"'),
    })
  })
})

test('what a killed agent has left of a hook is swept up before the next step', async () => {
  const fixture = await softwareFixture()
  const action = await planned(fixture, 'exit 0')
  const releases = path.join(fixture.installDir, 'app/releases')
  await mkdir(path.join(releases, '.hook-dead/tmp'), { recursive: true })
  const record = { pid: process.pid, startTime: 'another', bootId: 'boot 1', folder: 'x' }
  await writeFile(path.join(fixture.installDir, 'app/hook.json'), JSON.stringify(record))
  await fixture.run(action, ['update'])
  expect(await leftovers(fixture)).toEqual([])
  expect(await readdir(path.join(fixture.installDir, 'app'))).not.toContain('hook.json')
})
