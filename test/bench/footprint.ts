/** How soon the programs are there, and what they take while they wait. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, startMosquitto } from '../support/mosquitto.ts'
import { godwit, node, type RunningProcess, run, startGodwit, startProcess } from '../support/process.ts'
import { newScope, type Scope } from '../support/scope.ts'
import { readyLine } from '../support/system.ts'
import { temporaryFolder } from '../support/temp.ts'
import { residentMib } from './memory.ts'
import { mib, ms, type Row } from './report.ts'
import { median, timed } from './statistics.ts'

const rounds = 15
/** What was only needed for the start is gone by then. */
const settleMs = 4_000

export async function measureFootprint(): Promise<Row[]> {
  const scope = newScope()
  try {
    const { url } = await startMosquitto(scope)
    const [bare, version] = await inTurns(
      () => timed(() => run(scope, node, ['-e', '0'])),
      () => timed(() => run(scope, node, [godwit, 'version'])),
    )
    const starts: number[] = []
    for (let round = 0; round < rounds; round += 1) starts.push(await timeToReady(url))
    return [
      {
        what: 'start: `godwit version`',
        measured: ms(version),
        beside: `\`node -e 0\` ${ms(bare)}; aim 60 ms`,
      },
      { what: 'start: `godwit manager` to ready', measured: ms(median(starts)), beside: 'aim 200 ms' },
      ...(await measureIdle(scope, url)),
    ]
  } finally {
    await scope.release()
  }
}

async function measureIdle(scope: Scope, url: string): Promise<Row[]> {
  const folder = await temporaryFolder(scope, 'bench')
  const stateDir = ['--state-dir', join(folder, 'state')]
  const device = ['--broker', url, ...stateDir]
  const apps = join(folder, 'apps')
  const bare = startProcess(scope, node, ['-e', 'setTimeout(() => {}, 1e6); console.log(\'"ready"\')'])
  const port = String(await freePort())
  return [
    await idle('bare Node', bare, ''),
    await idle('`godwit manager`', startGodwit(scope, ['manager', ...device]), 'aim 60 MiB'),
    await idle(
      '`godwit agent software`',
      startGodwit(scope, ['agent', 'software', ...device, '--install-dir', apps]),
      'aim 65 MiB',
    ),
    await idle(
      '`godwit up` with software agent and broker',
      startGodwit(scope, [
        'up',
        ...stateDir,
        '--embedded-broker-port',
        port,
        '--agents-software-install-dir',
        apps,
      ]),
      'aim 90 MiB',
    ),
  ]
}

/** Medians of two measurements that take turns, so that both see the same machine. */
async function inTurns(one: () => Promise<number>, other: () => Promise<number>): Promise<[number, number]> {
  const samples: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    samples[0].push(await one())
    samples[1].push(await other())
  }
  return [median(samples[0]), median(samples[1])]
}

async function timeToReady(broker: string): Promise<number> {
  const scope = newScope()
  try {
    const folder = await temporaryFolder(scope, 'bench')
    const args = ['manager', '--broker', broker, '--state-dir', folder]
    return await timed(() => startGodwit(scope, args).waitForLine(readyLine))
  } finally {
    await scope.release()
  }
}

async function idle(what: string, running: RunningProcess, beside: string): Promise<Row> {
  await running.waitForLine(readyLine)
  await pause(settleMs)
  const memory = residentMib(running.pid)
  await running.stop()
  return { what: `idle: ${what}`, measured: `${mib(memory)} RSS`, beside }
}
