/** Download and verification of one big artifact, beside curl and sha256sum, taking turns. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { node, repository, run, startProcess } from '../support/process.ts'
import { newScope, type Scope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'
import type { Row } from './report.ts'
import { median, timed } from './statistics.ts'

const sizeMib = 512
const rounds = 7

export async function measureThroughput(): Promise<Row[]> {
  const scope = newScope()
  try {
    const folder = await temporaryFolder(scope, 'bench')
    const image = join(folder, 'image')
    await writeRandom(image)
    const integrity = `sha256-${await digestOf(image)}`
    const url = await startServer(scope, image)
    const contenders = {
      godwit: () => expectSuccess(scope, node, [program('fetch-artifact'), folder, url, integrity]),
      curl: () => expectSuccess(scope, 'sh', ['-c', `curl -sf '${url}' | sha256sum`]),
      curlToDisk: () =>
        expectSuccess(scope, 'sh', [
          '-c',
          `curl -sf '${url}' | tee '${folder}/copy' | sha256sum; sync '${folder}/copy'`,
        ]),
    }
    const clear = () =>
      Promise.all(['store', 'copy'].map((name) => rm(join(folder, name), { recursive: true })))
    const { godwit, curl, curlToDisk } = await takeTurns(contenders, clear)
    return [
      {
        what: `download and verify ${sizeMib} MiB, onto the disk`,
        measured: rate(godwit),
        beside: `\`curl \\| sha256sum\`, to nowhere: ${compared(curl, godwit)}; \`curl \\| tee \\| sha256sum\`: ${compared(curlToDisk, godwit)}`,
      },
    ]
  } finally {
    await scope.release()
  }
}

/** Milliseconds of each round but the first one, in which the file comes from the disk. */
async function takeTurns<Name extends string>(
  contenders: Record<Name, () => Promise<void>>,
  clear: () => Promise<unknown>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) samples[name].push(await timed(contenders[name]))
    await clear()
  }
  for (const name of names) samples[name].shift()
  return samples
}

function compared(other: number[], godwit: number[]): string {
  return `${rate(other)}, ratio ${(median(other) / median(godwit)).toFixed(2)}`
}

function rate(samples: number[]): string {
  return `${Math.round((sizeMib * 1000) / median(samples))} MiB/s`
}

function program(name: string): string {
  return `${repository}test/bench/${name}.ts`
}

async function expectSuccess(scope: Scope, command: string, args: string[]): Promise<void> {
  const { code, lines } = await run(scope, command, args)
  if (code !== 0) throw new Error(`${command} failed:\n${lines.join('\n')}`)
}

async function startServer(scope: Scope, file: string): Promise<string> {
  const server = startProcess(scope, node, [program('serve-file'), file])
  return server.waitForLine(/^http/)
}

async function writeRandom(file: string): Promise<void> {
  const handle = await open(file, 'w')
  const block = Buffer.alloc(2 ** 20)
  for (let index = 0; index < sizeMib; index += 1) {
    crypto.getRandomValues(block.subarray(0, 65_536))
    await handle.write(block)
  }
  await handle.close()
  if ((await stat(file)).size !== sizeMib * 2 ** 20) throw new Error('no room for the artifact')
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}
