import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runProcess } from '../../../platform/process/run.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

let scope: Scope
beforeEach(() => {
  scope = newScope()
})
afterEach(() => scope.release())

const shell = (script: string) => ['/bin/sh', '-c', script]

it('gives the exit code, and the lines of both streams', async () => {
  const lines: string[] = []
  const result = await runProcess(shell('echo one; echo two >&2; sleep 0.05; printf three; exit 75'), {
    onLine: (line) => lines.push(line),
  })
  expect(result).toMatchObject({ exitCode: 75, signal: null, timedOut: false })
  expect(lines.sort()).toEqual(['one', 'three', 'two'])
  expect(result.tail).toContain('one\n')
})

it('runs in the folder and with the environment that it is given, and with nothing to read', async () => {
  const cwd = await temporaryFolder(scope)
  const { tail } = await runProcess(shell('cat; echo "$PWD $WORD $HOME"'), { cwd, env: { WORD: 'x' } })
  expect(tail).toBe(`${cwd} x \n`)
})

it('tells which signal ended it', async () => {
  expect(await runProcess(shell('kill -SEGV $$'))).toMatchObject({ exitCode: null, signal: 'SIGSEGV' })
})

it('says why a program cannot be started', async () => {
  await expect(runProcess(['/nowhere/program'])).rejects.toMatchObject({
    name: 'ProcessError',
    code: 'ENOENT',
    message: 'cannot start /nowhere/program: no such program',
  })
  await expect(runProcess(['/etc/passwd'])).rejects.toMatchObject({ code: 'EACCES' })
  await expect(runProcess(['true'], { cwd: '/nowhere' })).rejects.toThrow(/or no folder \/nowhere/)
})

/** Writes its own and its child's process id to `pids`, then waits; both do as `trap` says on SIGTERM. */
const family = (pids: string, trap: string) =>
  shell(`
    ${trap}
    sh -c '${trap.replaceAll("'", '')}; while :; do sleep 0.05; done' &
    echo $$ $! > ${pids}.new && mv ${pids}.new ${pids}
    while :; do sleep 0.05; done`)

const aliveIn = (pids: string) =>
  readFileSync(pids, 'utf8')
    .trim()
    .split(' ')
    .filter(
      (pid) => existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
    )

it('ends the program and its children when its time is over', async () => {
  const pids = join(await temporaryFolder(scope), 'pids')
  const result = await runProcess(family(pids, ':'), { timeoutMs: 300 })
  expect(result).toMatchObject({ exitCode: null, signal: 'SIGTERM', timedOut: true })
  await expect.poll(() => aliveIn(pids)).toEqual([])
})

it('kills those that do not heed SIGTERM, after the grace', async () => {
  const pids = join(await temporaryFolder(scope), 'pids')
  const result = await runProcess(family(pids, 'trap "" TERM'), { timeoutMs: 300, killGraceMs: 100 })
  expect(result).toMatchObject({ signal: 'SIGKILL', timedOut: true })
  await expect.poll(() => aliveIn(pids)).toEqual([])
})

it('kills children that are left when the program has heeded SIGTERM', async () => {
  const pids = join(await temporaryFolder(scope), 'pids')
  const script = `
    sh -c 'trap "" TERM; while :; do sleep 0.05; done' &
    trap 'exit 3' TERM
    echo $$ $! > ${pids}
    while :; do sleep 0.05; done`
  const result = await runProcess(shell(script), { timeoutMs: 300, killGraceMs: 60_000 })
  expect(result).toMatchObject({ exitCode: 3, timedOut: true })
  await expect.poll(() => aliveIn(pids)).toEqual([])
})

it('rejects with the reason of an abort when the program is gone', async () => {
  const pids = join(await temporaryFolder(scope), 'pids')
  const abort = new AbortController()
  const reason = new Error('superseded')
  const running = runProcess(family(pids, ':'), { signal: abort.signal })
  await expect.poll(() => existsSync(pids)).toBe(true)
  abort.abort(reason)
  await expect(running).rejects.toBe(reason)
  await expect.poll(() => aliveIn(pids)).toEqual([])
  await expect(runProcess(['true'], { signal: abort.signal })).rejects.toBe(reason)
})

it('keeps the end of a flood alone, and little memory', async () => {
  const before = process.memoryUsage().rss
  const result = await runProcess(shell('head -c 300000000 /dev/zero | tr "\\0" x; echo; echo the end'), {
    tailBytes: 100,
    onLine: () => {},
  })
  expect(result.tail).toMatch(/^x+\nthe end\n$/)
  expect(result.tail).toHaveLength(100)
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
})

it('does not wait for what a program has left running', async () => {
  const result = await runProcess(shell('sleep 60 & echo $!'))
  expect(result.exitCode).toBe(0)
  const left = Number(result.tail)
  expect(() => process.kill(left, 'SIGKILL')).not.toThrow()
})

const waiting = (script: string) => shell(`read -r go <&3 || exit 71; ${script}`)

it('lets a program wait on descriptor 3 until the caller knows which process it is', async () => {
  const seen: string[] = []
  const onSpawn = async (pid: number) => {
    seen.push(
      'spawned',
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[0] === String(pid) ? 'alive' : 'gone',
    )
  }
  const result = await runProcess(waiting('echo running'), { onSpawn, onLine: (line) => seen.push(line) })
  expect(seen).toEqual(['spawned', 'alive', 'running'])
  expect(result.exitCode).toBe(0)
})

it('does not let a program run that the caller cannot take note of', async () => {
  const folder = await temporaryFolder(scope)
  const onSpawn = () => Promise.reject(new Error('no note'))
  await expect(runProcess(waiting('touch ran'), { cwd: folder, onSpawn })).rejects.toThrow('no note')
  expect(existsSync(join(folder, 'ran'))).toBe(false)
})
