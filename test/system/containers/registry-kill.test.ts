import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { makeImage, makeLayer, sleepLayer } from '../../support/container-image.ts'
import { describeWithEngine, startDockerEngine } from '../../support/docker-engine.ts'
import { describeWithRegistry, startDockerRegistry } from '../../support/docker-registry.ts'
import { test } from '../../support/fixture.ts'
import { node, startProcess } from '../../support/process.ts'
import { temporaryFolder } from '../../support/temp.ts'

const script = fileURLToPath(new URL('download-process.ts', import.meta.url))
const mebibyte = 2 ** 20
const partSize = 8 * mebibyte
const killsWhileFetched = 18
const killsWhileLoaded = 2
const patienceMs = 60_000

/** Of 200 MiB, which nothing can pack. */
function largeImage() {
  const content = () => makeLayer({ content: randomBytes(49 * mebibyte) })
  return makeImage({ layers: [sleepLayer(), content(), content(), content(), content()], packing: 'none' })
}

describeWithRegistry('an image of 200 MiB from a real registry', () => {
  describeWithEngine('to a real engine', () => {
    test('arrives though its process is killed 20 times, and costs less than a part each time', {
      timeout: 900_000,
    }, async ({ scope }) => {
      const registry = await startDockerRegistry(scope)
      const engine = await startDockerEngine(scope)
      const folder = await temporaryFolder(scope, 'killed')
      const image = largeImage()
      await registry.push('app', '1', image)
      const name = `${registry.name}/app:1`
      const args = [script, engine.socket, folder, name, JSON.stringify({ partSize })]
      const begin = () => startProcess(scope, node, args, { mayEnd: true })

      registry.limit(32 * mebibyte)
      for (let kills = 0; kills < killsWhileFetched; kills += 1) {
        const downloading = begin()
        await registry.waitForBytes(registry.sent() + 10 * mebibyte)
        await downloading.kill()
      }
      registry.limit(Infinity)
      for (let kills = 0; kills < killsWhileLoaded; kills += 1) {
        const loading = begin()
        await loading.waitForLine(/handed .* over to the engine/, patienceMs)
        await loading.kill()
      }
      const last = begin()
      const [, grown] = /^brought, (\d+) MiB/.exec(await last.waitForLine(/^brought/, patienceMs)) ?? []
      const kills = killsWhileFetched + killsWhileLoaded
      expect(registry.sent()).toBeLessThanOrEqual(image.size + kills * partSize)
      // Much less than the image, of which no copy is made.
      expect(Number(grown)).toBeLessThan(100)
      const loaded = await engine.docker.getImage(name).inspect()
      expect(loaded.Id).toBe(image.id)
      expect(loaded.RootFS.Layers).toEqual(image.diffIds)
    })
  })
})
