/**
 * How far the daemon is, by its own `swupdate-progress`. Its socket carries a C structure that has changed between
 * versions; the program is of the daemon's version. Where it is missing, there is no progress to tell, and all else works.
 *
 * The program tells nothing of an installation that had begun before it was connected: so the work begins after that.
 */
import { StringDecoder } from 'node:string_decoder'
import { type Clock, systemClock } from '../../../platform/clock.ts'
import { pause } from '../../../platform/pause.ts'
import { runProcess } from '../../../platform/process/run.ts'
import type { SwupdateSettings } from './settings.ts'
import { progressConnections, socketsIn } from './sockets.ts'

export interface Progress {
  /** Of all steps, in per cent. */
  percent: number
  /** Name of the file that is being installed. */
  image: string
}

/** As in `[ ====---- ] 1 of 2 45% (rootfs.img), dwl 0% of 0 bytes`. */
const bar = /\] (\d+) of (\d+) (\d+)% \(([^)]*)\)/

/** It takes no longer to connect than this to a daemon that is there. */
const connectLimitMs = 2_000
const pauseMs = 20

/** Tells of the daemon's progress until what is called then answers. */
export async function watchProgress<T>(
  settings: Pick<SwupdateSettings, 'programs' | 'socketFolder'>,
  onProgress: (progress: Progress) => void,
  work: () => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  const stop = new AbortController()
  const others = await progressConnections(settings.socketFolder)
  const watching = runProcess([...settings.programs.progress, '-w'], {
    signal: stop.signal,
    env: { ...process.env, ...socketsIn(settings.socketFolder) },
    onOutput: progressReader(onProgress),
  }).catch(() => {}) // it is not there, or was ended
  try {
    await Promise.race([watching, connected(settings.socketFolder, others, clock)])
    return await work()
  } finally {
    stop.abort()
    await watching
  }
}

/** Resolves when there is one more connection than the others, or soon where it does not come. */
async function connected(socketFolder: string, others: number, clock: Clock): Promise<void> {
  const end = clock.steady() + connectLimitMs
  while (clock.steady() < end && (await progressConnections(socketFolder)) <= others) {
    await pause(clock, pauseMs)
  }
}

/** Reads the bars out of what the program writes, however it is cut into pieces. */
export function progressReader(onProgress: (progress: Progress) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split(/[\r\n]/)
    rest = (lines.pop() ?? '').slice(-maxRest)
    for (const line of lines) {
      const progress = progressOf(line)
      if (progress) onProgress(progress)
    }
  }
}

/** A bar with the longest name of a file. */
const maxRest = 1024

/** After its last step the daemon tells of one more. */
function progressOf(line: string): Progress | undefined {
  const [, step = '', steps = '', percent = '', image = ''] = bar.exec(line) ?? []
  const [whole, done] = [100 * Number(steps), 100 * (Number(step) - 1) + Number(percent)]
  if (image === '' || whole === 0 || done < 0 || done > whole) return undefined
  return { percent: (100 * done) / whole, image }
}
