/** How a call of swupdate-client is understood, by stand-ins that write what 2022.12 has written. */
import { expect, test } from 'vitest'
import { installByClient } from '../../../../../agents/firmware/swupdate/client.ts'
import { hurriedClock } from '../../../../support/hurried-clock.ts'

interface Calls {
  interruptions: number
  waits: number
}

/** Calls a client that does this, for the shell, with how many times it was called before. */
async function call(script: (calls: number) => string): Promise<Calls> {
  const calls = { interruptions: 0, waits: 0, all: 0 }
  const command = ['sh', '-c', script(0), 'client']
  const settings = {
    socketFolder: '/nowhere',
    programs: { swupdate: [], client: command, progress: [] },
  }
  await installByClient(settings, '/package.swu', 'stable,copy2', {
    signal: new AbortController().signal,
    clock: hurriedClock(),
    onWait() {
      calls.waits += 1
      return false
    },
    onCall() {
      command[2] = script(calls.all)
      calls.all += 1
    },
    onInterruption() {
      calls.interruptions += 1
    },
  })
  return calls
}

const says = (...lines: string[]) => lines.map((line) => `echo '${line}'`).join('; ')
const success = 'Status: 3 message: SWUPDATE successful !'
const goodbye = 'SWUpdate was successful !'

test('one that ends well has installed', async () => {
  expect(await call(() => says(success, goodbye))).toMatchObject({ interruptions: 0, waits: 0 })
})

test('one that says that it was successful, and does not end so, is not believed', async () => {
  const failure = { code: 'SLOT_WRITE_FAILED', retryable: true }
  await expect(call(() => `${says(goodbye)}; exit 1`)).rejects.toMatchObject(failure)
  await expect(call(() => `${says(goodbye)}; sleep 600`)).rejects.toMatchObject(failure)
})

test('one that fails after the daemon itself has said that it was successful has installed', async () => {
  expect(await call(() => `${says(success, goodbye)}; exit 1`)).toMatchObject({ interruptions: 0, waits: 0 })
})

test('one that hangs after the daemon itself has said that it was successful has installed', async () => {
  expect(await call(() => `${says(success, goodbye)}; sleep 600`)).toMatchObject({ interruptions: 0 })
})

test('a failure without a reason begins anew', async () => {
  const once = (calls: number) => (calls === 0 ? `${says('SWUpdate *failed* !')}; exit 1` : 'exit 0')
  expect(await call(once)).toMatchObject({ interruptions: 1, waits: 1 })
})

test('a failure with a reason is one, and says it', async () => {
  const reasons = ['Status: 4 message: ERROR : cannot write', 'Status: 4 message: Installation failed !']
  const client = () => `${says(...reasons, 'SWUpdate *failed* !')}; exit 1`
  await expect(call(client)).rejects.toMatchObject({
    code: 'SLOT_WRITE_FAILED',
    message: 'SWUpdate failed to install the package: cannot write; Installation failed !',
  })
})

test('a daemon that is busy is waited for', async () => {
  const refusal = `${says('swupdate_async_start returns -1')}; exit 1`
  expect(await call((calls) => (calls < 5 ? refusal : 'exit 0'))).toMatchObject({ waits: 5 })
})

test('one that is not there fails at once', async () => {
  const clients = { swupdate: [], client: ['/nowhere/swupdate-client'], progress: [] }
  const settings = { socketFolder: '/nowhere', programs: clients }
  const options = { signal: new AbortController().signal, clock: hurriedClock() }
  const calls = { onWait: () => false, onCall() {}, onInterruption() {} }
  const install = installByClient(settings, '/package.swu', 'stable,copy2', { ...options, ...calls })
  await expect(install).rejects.toMatchObject({ code: 'SLOT_WRITE_FAILED' })
})
