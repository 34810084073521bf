import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commandBootControl } from '../../../../../agents/firmware/boot/script.ts'

const script = path.join(import.meta.dirname, '../../../../../scripts/device/boot-control')

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'godwit-boot-control-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

/** Boot control by a few lines of shell; the words are in $1, $2, $3. */
const shell = (text: string, timeoutMs = 5_000) =>
  commandBootControl({ command: ['sh', '-c', text, 'boot-control'], timeoutMs })

test('what is set with the real command is what is got', async () => {
  const control = commandBootControl({ command: [script, '--device', await folder()], timeoutMs: 5_000 })
  expect(await control.getCurrent()).toBe('a')
  expect(await control.getPrimary()).toBe('a')
  await control.setPrimary('b')
  await control.setState('b', 'good')
  await control.setState('a', 'bad')
  expect(await control.getPrimary()).toBe('b')
  expect(await control.getState('b')).toBe('good')
  expect(await control.getState('a')).toBe('bad')
})

test('the answer is found among what else is said', async () => {
  expect(await shell('echo reading; echo " b "; echo; echo no redundant copy >&2').getCurrent()).toBe('b')
})

test('an answer that is none is told word for word', async () => {
  await expect(shell('echo rootfs.0').getPrimary()).rejects.toMatchObject({
    code: 'BOOT_CONTROL_FAILED',
    message: 'boot control get-primary answered "rootfs.0", which is not a or b',
  })
})

test('a call that fails is tried again, and fails with what the command said last', async () => {
  const counter = path.join(await folder(), 'calls')
  const flaky = shell(`echo x >>${counter}; [ $(wc -l <${counter}) -ge 3 ] || exit 1`)
  await flaky.setPrimary('b')
  expect((await readFile(counter, 'utf8')).trim().split('\n')).toHaveLength(3)
  await expect(
    shell('echo the environment is locked >&2; exit 4').setState('b', 'good'),
  ).rejects.toMatchObject({
    code: 'BOOT_CONTROL_FAILED',
    message: 'boot control set-state b good ended with status 4: the environment is locked',
  })
})

test('a command that hangs is ended and told', async () => {
  await expect(shell('sleep 60', 100).getState('a')).rejects.toThrow('get-state a took longer than 100 ms')
})

test('a command that does not exist is told by its name', async () => {
  const control = commandBootControl({ command: ['/nowhere/boot-control'], timeoutMs: 5_000 })
  await expect(control.getCurrent()).rejects.toMatchObject({
    code: 'BOOT_CONTROL_FAILED',
    message: expect.stringContaining('/nowhere/boot-control'),
  })
})
