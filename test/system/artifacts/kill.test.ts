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

test('a download whose process is killed five times arrives, and no byte that was kept is fetched again', async () => {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const server = await startArtifactServer(scope)
  const folder = await temporaryFolder(scope, 'killed')
  const content = randomBytes(12 * mebibyte)
  server.put('image', content)
  server.always('image', { bytesPerSecond: 16 * mebibyte })
  const integrity = String(ssri.fromData(content, { algorithms: ['sha512'] }))
  const artifact = JSON.stringify({ sources: [server.url('image')], integrity, size: content.length })
  const start = () => startProcess(scope, node, [script, folder, artifact], { mayEnd: true })

  const kept: number[] = [0]
  for (let kills = 0; kills < 5; kills += 1) {
    const fetching = start()
    await server.waitForBytes('image', server.sent('image') + mebibyte)
    await fetching.waitForLine(/^received /)
    await fetching.kill()
    kept.push(receivedBy(fetching.lines))
  }
  const last = start()
  const [, path = ''] = /^stored (.*)/.exec(await last.waitForLine(/^stored /)) ?? []
  await last.exited

  expect(await readFile(path)).toEqual(content)
  const starts = server.requests('image').map((request) => request.start)
  expect(starts).toHaveLength(kept.length)
  // What was said to be received was on the disk; a little more may have been.
  for (const [index, from] of starts.entries()) expect(from).toBeGreaterThanOrEqual(kept[index] ?? 0)
  for (const request of server.requests('image').slice(1)) expect(request.status).toBe(206)
})

function receivedBy(lines: string[]): number {
  return Number(lines.findLast((line) => /^received \d+$/.test(line))?.split(' ')[1] ?? 0)
}
