/** An engine whose disk has no room left. */
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { makeImage, makeLayer, sleepLayer } from '../../support/container-image.ts'
import { describeWithEngine, startDockerEngine } from '../../support/docker-engine.ts'
import { describeWithRegistry, startDockerRegistry } from '../../support/docker-registry.ts'
import { test } from '../../support/fixture.ts'
import { canMount } from '../../support/small-disk.ts'
import { containersFixture, forward } from './fixture.ts'

const mebibyte = 2 ** 20

describeWithRegistry('an engine with a disk of its own', () => {
  describeWithEngine('that is full', () => {
    test.skipIf(!canMount)(
      'says so, the old container stays, and room is enough to go on',
      async ({ scope }) => {
        const registry = await startDockerRegistry(scope)
        const startEngine = () => startDockerEngine(scope, { diskBytes: 64 * mebibyte })
        const fixture = await containersFixture(scope, {}, startEngine)
        const { disk, docker } = fixture.engine
        const [one, two] = [1, 2].map((mark) =>
          makeImage({ layers: [sleepLayer(), makeLayer({ content: randomBytes(mark * mebibyte) })] }),
        )
        if (!disk || !one || !two) throw new Error('no disk, or no images')
        await registry.push('app', '1', one)
        await registry.push('app', '2', two)
        await fixture.land(fixture.component('app', `${registry.name}/app:1`))
        const campaign = await fixture.campaign([fixture.component('app', `${registry.name}/app:2`)])
        disk.fill()
        await expect(campaign.run(['download'])).rejects.toMatchObject({
          code: 'DISK_FULL',
          retryable: true,
          message: expect.stringMatching(
            /the engine cannot load the archive: its disk is full: .*no space left/,
          ),
        })
        await campaign.run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
        expect(await fixture.containers()).toEqual(['app running'])
        expect(await fixture.images()).toEqual([
          `${registry.name}/app:1`,
          expect.stringMatching(/^godwit\/keep:/),
        ])
        disk.free()
        const again = await fixture.campaign([fixture.component('app', `${registry.name}/app:2`)])
        await again.run(forward)
        expect((await docker.getContainer('app').inspect()).Image).toBe(two.id)
      },
    )
  })
})
