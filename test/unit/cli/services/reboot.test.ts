import { expect, test } from 'vitest'
import { askBy, rebootBy } from '../../../../cli/services/reboot.ts'
import type { Log } from '../../../../platform/log.ts'

const warnings: unknown[] = []
const log = { warn: (...words: unknown[]) => void warnings.push(words) } as unknown as Log
const campaign = { activityId: 'one', domains: ['firmware', 'software'] }
const ask = (script: string, timeoutMs = 10_000) => askBy(['sh', '-c', script], timeoutMs, { log })(campaign)

test('each attempt takes the next way, and all further ones the last', async () => {
  const reboot = rebootBy(['sh', '-c', 'echo first; exit 1'], ['sh -c "echo second; exit 2"'])
  await expect(reboot(1)).rejects.toThrow('ended with exit code 1. first')
  await expect(reboot(2)).rejects.toThrow('ended with exit code 2. second')
  await expect(reboot(3)).rejects.toThrow('ended with exit code 2. second')
})

test('a command that is configured is the only way, unless others are', async () => {
  const reboot = rebootBy(['sh', '-c', 'exit 7'])
  await expect(reboot(3)).rejects.toThrow('exit code 7')
})

test('a hook that ends with 75 asks for time, and its last line says what for', async () => {
  expect(await ask('echo busy; echo "$GODWIT_ACTIVITY_ID: $GODWIT_DOMAINS"; exit 75')).toBe(
    'one: firmware software',
  )
  expect(await ask('exit 75')).toBe('it does not say what for')
})

test('a hook that agrees, fails, hangs or is not there lets the device reboot', async () => {
  expect(await ask('exit 0')).toBeUndefined()
  expect(await ask('exit 1')).toBeUndefined()
  expect(await ask('sleep 600', 100)).toBeUndefined()
  expect(await askBy(['/no/such/hook'], 1_000, { log })(campaign)).toBeUndefined()
  expect(warnings).toHaveLength(3)
})
