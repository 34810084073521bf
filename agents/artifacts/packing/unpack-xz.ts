/**
 * xz, by the program `xz` of the system, which nearly every device has (xz-utils, or busybox).
 *
 * In a process of its own it costs an agent nothing that has nothing to unpack, uses another core, and gives its
 * memory back; its memory is limited, and it checks the data by all the sums that the format has.
 */
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { keepTail } from '../../../platform/process/output.ts'
import { GodwitError } from '../../../spec/index.ts'

/** Enough for all that `xz -9` makes. In the environment rather than as an option: busybox has no such option. */
const limits = '--memlimit-decompress=160MiB --threads=1'

type Xz = ChildProcessByStdio<Writable, Readable, Readable>

/** Unpacks as it is read. Rejects with INVALID_BUNDLE. */
export async function* unpackXz(packed: AsyncIterable<Buffer>, program = 'xz'): AsyncGenerator<Buffer, void> {
  const xz = await start(program)
  const said = keepTail(300)
  xz.stderr.on('data', said.add)
  const exited = once(xz, 'exit')
  const fed = feed(packed, xz.stdin)
  fed.catch(() => xz.kill('SIGKILL'))
  try {
    for await (const chunk of xz.stdout) yield chunk
    const [status] = await exited
    await fed
    if (status !== 0) throw new GodwitError('INVALID_BUNDLE', reasonIn(said.text()))
  } finally {
    xz.kill('SIGKILL')
    await exited
    await fed.catch(() => {})
  }
}

/** Resolves also where the program takes no more: what counts is its own word on why. */
async function feed(packed: AsyncIterable<Buffer>, stdin: Writable): Promise<void> {
  stdin.on('error', () => {})
  for await (const chunk of packed) {
    if (stdin.destroyed) return
    await new Promise<void>((resolve) => {
      stdin.once('close', resolve)
      stdin.write(chunk, () => {
        stdin.off('close', resolve)
        resolve()
      })
    })
  }
  stdin.end()
}

async function start(program: string): Promise<Xz> {
  const { spawn } = await import('node:child_process')
  const { XZ_OPT: _, ...env } = process.env
  const xz = spawn(program, ['-d', '-c'], {
    env: { ...env, LC_ALL: 'C', XZ_DEFAULTS: limits },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  try {
    await once(xz, 'spawn')
    return xz
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not installed' : 'cannot be started'
    const remedy = 'install xz-utils, or pack the artifact with zstd or gzip'
    const message = `the program xz, which unpacks it, ${why} on this device: ${remedy}`
    throw new GodwitError('INVALID_BUNDLE', message, { cause })
  }
}

/** `xz: (stdin): Unexpected end of input` without what is before it. */
function reasonIn(text: string): string {
  const [line = ''] = text.trim().split('\n').slice(-1)
  return line.replace(/^\S+: (\(stdin\): )?/, '').toLowerCase() || 'xz failed without a word'
}
