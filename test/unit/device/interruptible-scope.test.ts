import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { inScope } from '../../device/interruptible-scope.ts'
import { test } from '../../support/fixture.ts'
import { node, repository, startProcess } from '../../support/process.ts'
import type { Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

/** A process that waits in a scope, and needs a moment to take its file away. */
async function waiting(scope: Scope) {
  const file = path.join(await temporaryFolder(scope, 'interruptible'), 'file')
  const program = `
    import { rmSync, writeFileSync } from 'node:fs'
    import { setTimeout as pause } from 'node:timers/promises'
    import { inScope } from '${repository}test/device/interruptible-scope.ts'
    await inScope(async (scope) => {
      const work = Promise.withResolvers()
      scope.defer(async () => {
        work.reject(new Error('it has lost its ground'))
        await pause(100)
        rmSync('${file}')
      })
      writeFileSync('${file}', '')
      console.log('there')
      setTimeout(() => {}, 60_000)
      await work.promise
    })`
  const running = startProcess(scope, node, ['--input-type=module-typescript', '-e', program], {
    mayEnd: true,
  })
  await running.waitForLine(/there/)
  return { file, running }
}

test.for(['SIGINT', 'SIGTERM'] as const)(
  'a process that is told to end by %s takes down what it has begun, and ends by that',
  async (signal, { scope }) => {
    const { file, running } = await waiting(scope)
    process.kill(running.pid, signal)
    expect(await running.exited).toMatchObject({ signal })
    expect(existsSync(file)).toBe(false)
  },
)

test('work that ends takes down what it has begun, and leaves signals alone', async () => {
  const before = process.listenerCount('SIGTERM')
  const released: string[] = []
  const work = async (scope: Scope) => {
    scope.defer(() => released.push('file'))
    expect(process.listenerCount('SIGTERM')).toBe(before + 1)
    return 'done'
  }
  expect(await inScope(work)).toBe('done')
  await expect(
    inScope(async (scope) => {
      await work(scope)
      throw new Error('it fails')
    }),
  ).rejects.toThrow('it fails')
  expect(released).toEqual(['file', 'file'])
  expect(process.listenerCount('SIGTERM')).toBe(before)
})
