import type { Log } from '../../platform/log.ts'
import { runProcess } from '../../platform/process/run.ts'

/** Tells systemd, where it wants to know (`Type=notify`, with `NotifyAccess=all`), that this process is ready. */
export async function notifyReady(log: Log): Promise<void> {
  if (!process.env.NOTIFY_SOCKET) return
  const command = ['systemd-notify', '--ready', `--pid=${process.pid}`]
  await runProcess(command, { timeoutMs: 5_000 }).catch((error: unknown) => {
    log.warn({ error }, 'cannot tell systemd that this process is ready')
  })
}
