/**
 * The lock that fw_printenv and fw_setenv take: flock(2) on a file. Node has no call for it, so the program `flock`
 * (util-linux, busybox) holds it while the work is done; it gives it back as well when this process dies.
 */
import { type Clock, systemClock } from '../../../../platform/clock.ts'
import { runProcess } from '../../../../platform/process/run.ts'
import { GodwitError } from '../../../../spec/index.ts'

/** By libubootenv and U-Boot's own tools. */
export const fwToolsLock = '/var/lock/fw_printenv.lock'

/** Writing an environment takes milliseconds, on slow flash seconds. */
const limitMs = 30_000

/** The end of descriptor 3 comes when the work is done, or nobody is left to do it. */
const hold = 'flock "$1" sh -c "echo locked; read line <&3" || echo refused'

/**
 * Works while it holds the lock. Where there can be no lock, for want of the program or of the file's folder, it works
 * without, as fw_setenv does. Rejects with BOOT_CONTROL_FAILED where somebody else keeps the lock for half a minute.
 */
export async function withFileLock<Answer>(
  file: string,
  work: () => Promise<Answer>,
  clock: Clock = systemClock,
): Promise<Answer> {
  const answered = Promise.withResolvers<'go' | 'late'>()
  const timer = clock.after(limitMs, () => answered.resolve('late'))
  const stop = new AbortController()
  let result: { answer: Answer } | undefined
  try {
    await runProcess(['sh', '-c', hold, 'sh', file], {
      signal: stop.signal,
      onLine: (line) => ['locked', 'refused'].includes(line) && answered.resolve('go'),
      async onSpawn() {
        if ((await answered.promise) === 'go') result = { answer: await work() }
        else stop.abort(heldByOthers(file))
      },
    })
  } finally {
    timer.cancel()
  }
  return (result as { answer: Answer }).answer
}

function heldByOthers(file: string): GodwitError {
  const message = `${file} is locked by another program, as fw_setenv does while it writes`
  return new GodwitError('BOOT_CONTROL_FAILED', message, { retryable: true })
}
