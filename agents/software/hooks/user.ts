import { runProcess } from '../../../platform/process/run.ts'
import { GodwitError } from '../../../spec/index.ts'

/** Numeric ids of a user and of its group. */
export interface UserIds {
  uid: number
  gid: number
}

const timeoutMs = 30_000

/**
 * The ids of a user; undefined where no other user than the agent's own is asked for. Rejects with HOOK_FAILED where
 * there is no such user, or where the agent may not run anything as it.
 */
export async function lookUpUser(user: string | undefined): Promise<UserIds | undefined> {
  if (user === undefined) return undefined
  const ids = { uid: await idOf(user, '-u'), gid: await idOf(user, '-g') }
  const own = process.getuid?.()
  if (own === ids.uid) return undefined
  if (own === 0) return ids
  throw new GodwitError(
    'HOOK_FAILED',
    `hooks cannot run as user "${user}": that takes root, and the agent runs as uid ${own}`,
  )
}

/** By the program `id`, which asks whatever the device asks for its users. */
async function idOf(user: string, which: '-u' | '-g'): Promise<number> {
  const { exitCode, tail } = await runProcess(['id', which, '--', user], { timeoutMs })
  const id = tail.trim()
  if (exitCode === 0 && /^\d+$/.test(id)) return Number(id)
  throw new GodwitError('HOOK_FAILED', `there is no user "${user}" to run hooks as`)
}
