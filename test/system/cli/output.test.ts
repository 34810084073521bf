/** What a person and a program see of each command that talks to a device. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CampaignSummary, DesiredStateFeedback } from '../../../spec/index.ts'
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { godwit, node, startProcess } from '../../support/process.ts'
import { newScope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { startFakeManager } from './fake-manager.ts'
import { type CliResult, runCli } from './run.ts'

const scope = newScope()
let broker: Mosquitto
let file = ''

const document = {
  domains: [
    { id: 'software', components: [{ id: 'app', version: '2.0' }] },
    { id: 'firmware', components: [{ id: 'rootfs', version: '7' }] },
  ],
}
const app = { id: 'software:app', version: '2.0' }
const rootfs = { id: 'firmware:rootfs', version: '7' }
const plan: DesiredStateFeedback = {
  status: 'IDENTIFIED',
  actions: [
    { component: app, status: 'IDENTIFIED', message: '1.0 → 2.0' },
    { component: rootfs, status: 'IDENTIFIED', message: 'write slot b, reboot into it' },
  ],
}
const running: DesiredStateFeedback = {
  status: 'RUNNING',
  actions: [
    { component: app, status: 'DOWNLOADING', progress: 42, message: '21 of 50 MiB' },
    { component: rootfs, status: 'DOWNLOAD_SUCCESS', progress: 100 },
  ],
}
const completed: DesiredStateFeedback = {
  status: 'COMPLETED',
  actions: [
    { component: app, status: 'UPDATE_SUCCESS' },
    { component: rootfs, status: 'UPDATE_SUCCESS' },
  ],
}
const failed: DesiredStateFeedback = {
  status: 'INCOMPLETE',
  message: '[software]: app: hook verify ended with status 1; rolled back',
  reason: { code: 'HOOK_FAILED' },
}

beforeAll(async () => {
  broker = await startMosquitto(scope)
  file = join(await temporaryFolder(scope, 'output'), 'campaign.json')
  await writeFile(file, JSON.stringify(document))
})
afterAll(() => scope.release())

/** The command against the broker; each test's manager is behind a topic prefix of its own. */
function run(prefix: string, ...args: string[]): Promise<CliResult> {
  return runCli([...args, '--topic-prefix', prefix], { env: { GODWIT_BROKER: broker.url } })
}

const lines = (text: string) => text.trimEnd().split('\n')

describeWithMosquitto('output', () => {
  test('apply tells each step on a line of its own, and exits 0 when the campaign is completed', async () => {
    const topicPrefix = 'apply'
    const script = () => [{ status: 'IDENTIFYING' }, plan, running, completed]
    const manager = await startFakeManager(scope, broker.url, { topicPrefix, script })
    const { code, stdout, stderr } = await run(topicPrefix, 'apply', file, '--activity-id', 'nightly')
    expect(stdout).toMatchInlineSnapshot(`
      "campaign nightly
      IDENTIFYING
      software:app 2.0: IDENTIFIED, 1.0 → 2.0
      firmware:rootfs 7: IDENTIFIED, write slot b, reboot into it
      IDENTIFIED
      software:app 2.0: DOWNLOADING 42 %, 21 of 50 MiB
      firmware:rootfs 7: DOWNLOAD_SUCCESS
      RUNNING
      software:app 2.0: UPDATE_SUCCESS
      firmware:rootfs 7: UPDATE_SUCCESS
      COMPLETED
      "
    `)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(manager.desired).toEqual([{ activityId: 'nightly', payload: document }])
  })

  test('apply says why a campaign did not land, and exits 1', async () => {
    const topicPrefix = 'apply-fails'
    await startFakeManager(scope, broker.url, { topicPrefix, script: () => [plan, failed] })
    const { code, stdout } = await run(topicPrefix, 'apply', file)
    expect(lines(stdout).at(-1)).toMatchInlineSnapshot(
      `"INCOMPLETE: [software]: app: hook verify ended with status 1; rolled back [HOOK_FAILED]"`,
    )
    expect(code).toBe(1)
  })

  test('apply --json prints one object for each step', async () => {
    const topicPrefix = 'apply-json'
    await startFakeManager(scope, broker.url, { topicPrefix, script: () => [plan, completed] })
    const { code, stdout } = await run(topicPrefix, 'apply', file, '--json', '--activity-id', 'nightly')
    const steps = lines(stdout).map((line) => JSON.parse(line))
    expect(steps).toEqual([
      { activityId: 'nightly', ...plan },
      { activityId: 'nightly', ...completed },
    ])
    expect(code).toBe(0)
  })

  test("apply takes a whole message from standard input, and its campaign's name", async () => {
    const topicPrefix = 'apply-stdin'
    const manager = await startFakeManager(scope, broker.url, { topicPrefix, script: () => [completed] })
    const input = JSON.stringify({ activityId: 'from-envelope', payload: document })
    const options = { input, env: { GODWIT_BROKER: broker.url } }
    const { code } = await runCli(['apply', '-', '--topic-prefix', topicPrefix], options)
    expect(code).toBe(0)
    expect(manager.desired.map(({ activityId }) => activityId)).toEqual(['from-envelope'])
  })

  test('apply gives up with a hint where nobody answers', async () => {
    const { code, stderr } = await run('nobody', 'apply', file)
    expect(stderr).toMatch(
      /^godwit: nobody has answered campaign \S+ within 10 s: is the update manager running, on this broker/,
    )
    expect(code).toBe(1)
  })

  test('apply sends nothing to a manager that is known to be offline', async () => {
    const topicPrefix = 'offline'
    const manager = await startFakeManager(scope, broker.url, { topicPrefix, isPlain: true })
    await manager.wire.publish(
      `${topicPrefix}/deviceupdate/presence`,
      '',
      { online: false },
      { retain: true },
    )
    const { code, stderr } = await run(topicPrefix, 'apply', file)
    expect(stderr).toBe('godwit: the update manager is offline; nothing was sent\n')
    expect(code).toBe(1)
    expect(manager.desired).toEqual([])
  })

  test('Ctrl-C stops the watching, not the campaign, and says how to go on', async () => {
    const topicPrefix = 'detach'
    const manager = await startFakeManager(scope, broker.url, { topicPrefix, script: () => [plan] })
    const args = [
      'apply',
      file,
      '--activity-id',
      'long',
      '--broker',
      broker.url,
      '--topic-prefix',
      topicPrefix,
    ]
    const apply = startProcess(scope, node, [godwit, ...args], { mayEnd: true })
    await apply.waitForLine(/^IDENTIFIED$/)
    process.kill(apply.pid, 'SIGINT')
    expect((await apply.exited).code).toBe(130)
    expect(apply.lines.at(-1)).toBe(
      'godwit: detached; the campaign goes on. watch it with: godwit follow long; end it with: godwit cancel long',
    )
    expect(manager.controls).toEqual([])
  })

  test('plan shows what would be done, as a table or as JSON', async () => {
    const topicPrefix = 'plan'
    await startFakeManager(scope, broker.url, {
      topicPrefix,
      script: () => [{ status: 'IDENTIFYING' }, plan],
    })
    const shown = await run(topicPrefix, 'plan', file)
    expect(shown.stdout).toMatchInlineSnapshot(`
      "COMPONENT        VERSION  ACTION
      software:app     2.0      1.0 → 2.0
      firmware:rootfs  7        write slot b, reboot into it

      2 actions
      "
    `)
    expect(shown.code).toBe(0)
    const { stdout } = await run(topicPrefix, 'plan', file, '--json')
    expect(JSON.parse(stdout)).toEqual({ activityId: expect.any(String), ...plan })
  })

  test('plan exits 1 where the device refuses the desired state', async () => {
    const topicPrefix = 'plan-refused'
    const refusal: DesiredStateFeedback = {
      status: 'IDENTIFICATION_FAILED',
      message: '[software]: app has no integrity',
      reason: { code: 'UNVERIFIED' },
    }
    await startFakeManager(scope, broker.url, { topicPrefix, script: () => [refusal] })
    const { code, stderr } = await run(topicPrefix, 'plan', file)
    expect(stderr).toBe('godwit: IDENTIFICATION_FAILED: [software]: app has no integrity [UNVERIFIED]\n')
    expect(code).toBe(1)
  })

  test('state shows hardware and software', async () => {
    const topicPrefix = 'state'
    const inventory = {
      softwareNodes: [
        { id: 'device-update-manager', version: '1.0', name: 'Update Manager', type: 'APPLICATION' },
        { id: 'software:app', version: '2.0' },
      ],
      hardwareNodes: [{ id: 'ecu-17', version: 'B', name: 'Door ECU', addressable: true }],
    }
    await startFakeManager(scope, broker.url, { topicPrefix, inventory })
    const { code, stdout } = await run(topicPrefix, 'state')
    expect(stdout).toMatchInlineSnapshot(`
      "SOFTWARE               VERSION  TYPE         NAME
      device-update-manager  1.0      APPLICATION  Update Manager
      software:app           2.0      -            -

      HARDWARE  VERSION  NAME
      ecu-17    B        Door ECU
      "
    `)
    expect(code).toBe(0)
    expect(JSON.parse((await run(topicPrefix, 'state', '--json')).stdout)).toEqual(inventory)
  })

  test('state falls back on what the broker has kept, and says so', async () => {
    const topicPrefix = 'state-kept'
    const manager = await startFakeManager(scope, broker.url, { topicPrefix })
    const topic = `${topicPrefix}/deviceupdate/currentstate`
    await manager.wire.publish(topic, '', { softwareNodes: [{ id: 'software:app' }] }, { retain: true })
    const { code, stdout, stderr } = await run(topicPrefix, 'state', '--timeout', '100ms')
    expect(stderr).toMatch(/^godwit: the device does not answer; this is its last report of \S+ ago\n$/)
    expect(stdout).toContain('software:app')
    expect(code).toBe(0)
  })

  const campaigns: CampaignSummary[] = [
    {
      activityId: 'nightly-3',
      stage: 'phase',
      status: 'RUNNING',
      receivedAt: 1_767_225_600_000,
      paused: true,
      waits: [
        { for: 'resume', since: 0, text: 'paused: waits for RESUME' },
        { for: 'feedback', domain: 'software', since: 0, text: 'software works on DOWNLOAD' },
      ],
    },
    {
      activityId: 'nightly-2',
      stage: 'finished',
      status: 'INCOMPLETE',
      message: 'cancelled',
      receivedAt: 1_767_139_200_000,
      finishedAt: 1_767_139_275_000,
    },
    {
      activityId: 'nightly-1',
      stage: 'finished',
      status: 'IDENTIFIED',
      dryRun: true,
      receivedAt: 1_767_052_800_000,
      finishedAt: 1_767_052_801_500,
    },
  ]

  test('history lists what has ended, why explains what has not', async () => {
    const topicPrefix = 'history'
    await startFakeManager(scope, broker.url, { topicPrefix, campaigns })
    expect((await run(topicPrefix, 'history')).stdout).toMatchInlineSnapshot(`
      "RECEIVED              TOOK   STATUS                CAMPAIGN   REASON
      2025-12-31 00:00:00Z  1m15s  INCOMPLETE            nightly-2  cancelled
      2025-12-30 00:00:00Z  2s     IDENTIFIED (dry run)  nightly-1  -
      "
    `)
    expect((await run(topicPrefix, 'why')).stdout).toMatchInlineSnapshot(`
      "nightly-3: phase, paused
        paused: waits for RESUME
        software works on DOWNLOAD
      "
    `)
    expect((await run(topicPrefix, 'why', 'nightly-2')).stdout).toBe('nightly-2: INCOMPLETE: cancelled\n')
    expect(JSON.parse((await run(topicPrefix, 'history', '--json')).stdout)).toEqual(campaigns.slice(1))
    expect(JSON.parse((await run(topicPrefix, 'why', '--json')).stdout)).toEqual(campaigns.slice(0, 1))
    const unknown = await run(topicPrefix, 'why', 'nightly-9')
    expect(unknown).toEqual({
      code: 1,
      stdout: '',
      stderr: 'godwit: the manager knows no campaign nightly-9\n',
    })
  })

  test.each(['cancel', 'pause', 'resume'])(
    '%s reaches the campaign, and tells where it stands',
    async (word) => {
      const topicPrefix = word
      const manager = await startFakeManager(scope, broker.url, { topicPrefix, campaigns })
      const { code, stdout } = await run(topicPrefix, word, 'nightly-3')
      expect(stdout).toBe('nightly-3: phase, paused; paused: waits for RESUME; software works on DOWNLOAD\n')
      expect(code).toBe(0)
      expect(manager.controls).toEqual([`nightly-3 ${word.toUpperCase()}`])
      const late = await run(topicPrefix, word, 'nightly-2')
      expect(late).toEqual({
        code: 1,
        stdout: '',
        stderr: 'godwit: nightly-2 has ended already: INCOMPLETE\n',
      })
      const unknown = await run(topicPrefix, word, 'nightly-9')
      expect(unknown).toEqual({
        code: 1,
        stdout: '',
        stderr: 'godwit: the manager knows no campaign nightly-9\n',
      })
      expect(manager.controls).toHaveLength(1)
    },
  )

  test('follow tells how a campaign has ended', async () => {
    const topicPrefix = 'follow'
    await startFakeManager(scope, broker.url, { topicPrefix, campaigns })
    const { code, stdout } = await run(topicPrefix, 'follow', 'nightly-2')
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'INCOMPLETE: cancelled\n' })
    const unknown = await run(topicPrefix, 'follow', 'nightly-9')
    expect(unknown).toEqual({
      code: 1,
      stdout: '',
      stderr: 'godwit: the manager knows no campaign nightly-9\n',
    })
  })

  test('a broker that is not there is named', async () => {
    const { code, stderr } = await runCli(['why', '--broker', 'mqtt://localhost:1'])
    expect(stderr).toBe(
      'godwit: cannot connect to mqtt://localhost:1: nobody listens there (connection refused)\n',
    )
    expect(code).toBe(1)
  })
})

test('validate sums a document up, and names what will be ignored', async () => {
  const input = JSON.stringify({
    ...document,
    domians: [],
    baselines: [{ title: 'all', components: ['software:app'] }],
  })
  const { code, stdout, stderr } = await runCli(['validate', '-'], { input })
  expect(stdout).toBe('valid: software (1 component), firmware (1 component); 1 baseline\n')
  expect(stderr).toBe('godwit: -: domians: unknown, and ignored on the device\n')
  expect(code).toBe(0)
})

test('version is told in every way that people ask for it', async () => {
  const { godwit: version } = JSON.parse((await runCli(['version', '--json'])).stdout)
  expect(version).toMatch(/^\d+\.\d+\.\d+/)
  for (const word of ['version', '--version', '-version', '-V']) {
    expect((await runCli([word])).stdout).toBe(`${version}\n`)
  }
})
