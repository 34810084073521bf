/** Processes of a container that its engine has lost track of. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { startProcess } from '../../support/process.ts'
import type { Scope } from '../../support/scope.ts'
import { containersFixture } from './fixture.ts'

/** A process in a control group of that name, of whichever kind the kernel has; none where groups cannot be made here. */
function processInGroup(scope: Scope, name: string) {
  const root = existsSync('/sys/fs/cgroup/pids') ? '/sys/fs/cgroup/pids' : '/sys/fs/cgroup'
  const group = join(root, name)
  mkdirSync(group)
  scope.defer(() => rmdirSync(group))
  const running = startProcess(scope, 'sleep', ['1000'], { mayEnd: true })
  writeFileSync(join(group, 'cgroup.procs'), String(running.pid))
  return running
}

describeWithEngine('a container that runs though its engine does not know', () => {
  test('is ended when it is removed, and nothing else is', async ({ scope }) => {
    const { port } = await containersFixture(scope)
    const [id, other] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
    const [lost, bystander] = [processInGroup(scope, id), processInGroup(scope, `docker-${other}.scope`)]
    await port.removeContainer(id)
    expect((await lost.exited).signal).toBe('SIGKILL')
    expect(bystander.isRunning()).toBe(true)
    await port.removeContainer(other)
    expect((await bystander.exited).signal).toBe('SIGKILL')
  })
})
