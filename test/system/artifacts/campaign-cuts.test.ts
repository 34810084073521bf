/** A campaign whose software agent is killed again and again while it downloads. */
import { randomBytes } from 'node:crypto'
import { readlinkSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import ssri from 'ssri'
import { expect } from 'vitest'
import { artifactConfig, makeBundle } from '../../support/bundle.ts'
import { contentOfBuffer } from '../../support/chaos/content.ts'
import { startPacedServer } from '../../support/chaos/paced-server.ts'
import { test } from '../../support/fixture.ts'
import { startSoftwareDevice } from '../../support/software-device.ts'
import { temporaryFolder } from '../../support/temp.ts'

const mebibyte = 1024 * 1024
const partSize = 256 * 1024
const kills = 8

test('a campaign ends well though its agent is killed 8 times, each of which costs at most a part', {
  timeout: 300_000,
}, async ({ scope }) => {
  const folder = await temporaryFolder(scope, 'campaign-cuts')
  const bundle = await makeBundle(folder, { files: { payload: randomBytes(12 * mebibyte) }, gzip: false })
  const part = join(folder, 'agent/artifacts/sha256', `${ssri.parse(bundle.integrity).hexDigest()}.part`)
  const server = await startPacedServer(scope, contentOfBuffer(await readFile(bundle.file)), {
    window: 64 * 1024,
    taken: () => statSync(part, { throwIfNoEntry: false })?.size ?? 0,
  })
  const artifacts = { partSize, minRetryDelay: '10ms' }
  const device = await startSoftwareDevice(scope, folder, { artifacts })
  await device.startAgent()
  const config = artifactConfig(bundle, server.source)
  await device.backend.apply('campaign', {
    domains: [{ id: 'software', components: [{ id: 'app', version: '1', config }] }],
  })

  for (const position of positions(bundle.size)) {
    await server.sendUpTo(position)
    await device.agent().kill()
    await device.startAgent()
  }
  server.letGo()
  expect((await device.backend.end('campaign', 120_000)).status).toBe('COMPLETED')
  expect(readlinkSync(device.current)).toBe('releases/1')
  expect(server.sent()).toBeLessThanOrEqual(bundle.size + kills * partSize)
})

function positions(size: number): number[] {
  const [chosen = []] = fc.sample(
    fc.array(fc.noBias(fc.integer({ min: 1, max: size - 1 })), { minLength: kills, maxLength: kills }),
    { seed: 8, numRuns: 1 },
  )
  return chosen.toSorted((a, b) => a - b)
}
