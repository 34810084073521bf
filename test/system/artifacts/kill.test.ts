import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import ssri from 'ssri'
import { expect, onTestFinished, test } from 'vitest'
import { startArtifactServer } from '../../support/artifact-server.ts'
import { node, startProcess } from '../../support/process.ts'
import { newScope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

const script = fileURLToPath(new URL('fetch-process.ts', import.meta.url))
const mebibyte = 1024 * 1024

test('a download whose process is killed five times arrives, and costs less than a part more each time', async () => {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const server = await startArtifactServer(scope)
  const folder = await temporaryFolder(scope, 'killed')
  const content = randomBytes(12 * mebibyte)
  server.put('image', content)
  server.always('image', { bytesPerSecond: 16 * mebibyte })
  const integrity = String(ssri.fromData(content, { algorithms: ['sha512'] }))
  const artifact = JSON.stringify({ sources: [server.url('image')], integrity, size: content.length })
  const config = JSON.stringify({ partSize: mebibyte })
  const begin = () => startProcess(scope, node, [script, folder, artifact, config], { mayEnd: true })

  const received: number[] = [0]
  for (let kills = 0; kills < 5; kills += 1) {
    const fetching = begin()
    await server.waitForBytes('image', server.sent('image') + mebibyte)
    await fetching.waitForLine(/^received /)
    await fetching.kill()
    received.push(receivedBy(fetching.lines))
  }
  const last = begin()
  const [, path = ''] = /^stored (.*)/.exec(await last.waitForLine(/^stored /)) ?? []
  await last.exited

  expect(await readFile(path)).toEqual(content)
  const starts = server.requests('image').map((request) => request.start)
  expect(starts).toHaveLength(received.length)
  for (const [index, from] of starts.entries()) {
    expect(from).toBeGreaterThanOrEqual((received[index] ?? 0) - mebibyte)
  }
  for (const { start, status } of server.requests('image')) expect(status).toBe(start > 0 ? 206 : 200)
})

function receivedBy(lines: string[]): number {
  return Number(lines.findLast((line) => /^received \d+$/.test(line))?.split(' ')[1] ?? 0)
}
