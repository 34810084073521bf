import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'

/**
 * Where SWUpdate's programs make, and look for, their sockets: RUNTIME_DIRECTORY counts first in newer versions, TMPDIR is
 * for all of them. TMPDIR is also where the daemon keeps what it does not write at once.
 */
export function socketsIn(folder: string): NodeJS.ProcessEnv {
  return { TMPDIR: folder, RUNTIME_DIRECTORY: folder }
}

/** Whether a daemon takes connections there; asks for progress and nothing else, which disturbs nobody. */
export function isListening(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(folder, 'swupdateprog'))
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

/**
 * How many are connected there, who are told of the progress, by the kernel (proc(5), /proc/net/unix): the daemon's end of a
 * connection has the path of the socket, and the state 03. None where the kernel does not tell.
 */
export async function progressConnections(folder: string): Promise<number> {
  const sockets = (await readFile('/proc/net/unix', 'utf8').catch(() => '')).split('\n')
  const path = join(folder, 'swupdateprog')
  return sockets.filter((line) => line.endsWith(` ${path}`) && line.split(/\s+/)[5] === '03').length
}
