/** An agent that dies while the engine makes a container, which goes on all the same. */
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Engine } from '../../../agents/containers/engine/engine.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { containersFixture, type Fixture } from './fixture.ts'

/** An image of many files: the engine copies them into a new volume when it makes the container. */
async function makeSlowImage({ engine }: Fixture, folder: string): Promise<void> {
  await mkdir(join(folder, 'root/data'), { recursive: true })
  for (let count = 0; count < 3_000; count += 1) await writeFile(join(folder, 'root/data', `${count}`), '')
  const archive = join(folder, 'image.tar')
  execFileSync('tar', ['-cf', archive, '-C', join(folder, 'root'), '.'])
  const stream = await engine.docker.importImage(archive, { repo: 'slow', tag: '1' })
  await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject).resume())
}

describeWithEngine('a container that is being made', () => {
  test('for an agent that was killed is taken over by the next one', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await makeSlowImage(fixture, await temporaryFolder(scope, 'slow'))
    const app = fixture.component('app', 'slow:1', { mount: 'slow:/data' })
    const { run } = await fixture.campaign([app])
    await run(['download'])
    const asked = Promise.withResolvers<void>()
    const dying: Engine = {
      ...fixture.port,
      createContainer(options) {
        void fixture.port.createContainer(options)
        asked.resolve()
        return new Promise(() => {})
      },
    }
    await Promise.race([run(['update'], {}, dying), asked.promise])
    await run(['update'])
    expect(await fixture.containers()).toEqual(['app.godwit-new created'])
    await run(['cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.containers()).toEqual([])
  })

  test('cannot get the name of somebody else’s', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const { run } = await fixture.campaign([fixture.component('app', 'app:1')])
    await run(['download'])
    await fixture.engine.docker.createContainer({ name: 'app.godwit-new', Image: 'app:1', Cmd: ['true'] })
    await expect(run(['update'])).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('app.godwit-new'),
    })
  })
})
