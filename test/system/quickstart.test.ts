import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { describeWithEngine, startDockerEngine } from '../support/docker-engine.ts'
import { test } from '../support/fixture.ts'
import { repository, run } from '../support/process.ts'
import type { Scope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'

const patience = { timeout: 240_000 }

/** All that it says. It has to end well, and to leave no file behind. */
async function quickstart(scope: Scope, socket: string): Promise<string> {
  const folder = await temporaryFolder(scope, 'quickstart')
  const env = { TMPDIR: folder, DOCKER_HOST: `unix://${socket}` }
  const { code, lines } = await run(scope, join(repository, 'scripts/quickstart'), [], { env })
  const text = lines.join('\n')
  expect(code, text).toBe(0)
  expect(await readdir(folder)).toEqual([])
  return text
}

test(
  'the quickstart shows three flights, says what it leaves out, and leaves nothing behind',
  patience,
  async ({ scope }) => {
    const text = await quickstart(scope, '/nowhere/docker.sock')
    expect(text).toMatch(/^first-flight .* rootfs 1\.0, in slot b$/m)
    expect(text).toMatch(/^failing-software .* rootfs 1\.0, in slot b$/m)
    expect(text).toMatch(/^killed-in-download .* rootfs 3\.0, in slot a$/m)
    expect(text).toMatch(/^Left out: campaigns with containers, since no container engine is running\.$/m)
    expect(text).not.toContain('\x1b')
  },
)

describeWithEngine('with an engine', () => {
  test(
    'the quickstart flies containers, too, and leaves nothing behind there',
    patience,
    async ({ scope }) => {
      const { docker, socket, makeImage } = await startDockerEngine(scope)
      await makeImage('other:1')
      await docker.createContainer({ name: 'other', Image: 'other:1', Cmd: ['true'] })
      const text = await quickstart(scope, socket)
      expect(text).toMatch(/^killed-in-download .* rootfs 3\.0, in slot a$/m)
      expect(text).toMatch(/^first-container .* the container is healthy /m)
      expect(text).toMatch(/^failing-container .* the container is not healthy; software goes back, too /m)
      expect(text).not.toContain('Left out')
      const containers = await docker.listContainers({ all: true })
      expect(containers.map(({ Names }) => Names)).toEqual([['/other']])
      expect((await docker.listImages()).map(({ RepoTags }) => RepoTags)).toEqual([['other:1']])
    },
  )
})
