import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ssri from 'ssri'
import { expect, onTestFinished, test } from 'vitest'
import { startArtifactServer } from '../../support/artifact-server.ts'
import { node, startProcess } from '../../support/process.ts'
import { newScope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

const script = fileURLToPath(new URL('operations-process.ts', import.meta.url))
const domains = ['software', 'firmware', 'containers']

test('processes that fetch, use up and remove the same artifact never take it from each other', async () => {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const server = await startArtifactServer(scope)
  const folder = await temporaryFolder(scope, 'shared')
  const content = randomBytes(200_000)
  server.put('app', content)
  const integrity = String(ssri.fromData(content, { algorithms: ['sha256'] }))
  const artifact = JSON.stringify({ sources: [server.url('app')], integrity, size: content.length })

  const processes = domains.map((domain) =>
    startProcess(scope, node, [script, folder, domain, '8', artifact], { mayEnd: true }),
  )
  const lines = await Promise.all(processes.map((running) => running.waitForLine(/^whole|Error/)))
  await Promise.all(processes.map((running) => running.exited))
  expect(lines).toEqual(domains.map(() => 'whole 8'))
  expect(await readdir(path.join(folder, 'sha256'))).toEqual([])
  expect(await readdir(path.join(folder, 'pins'))).toEqual([])
})
