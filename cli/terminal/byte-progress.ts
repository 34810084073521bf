import { bytesText } from '../../platform/bytes.ts'
import type { Terminal } from './terminal.ts'

/** How far a command that reads many bytes has come: one line that is drawn anew where a person watches. */
export interface ByteProgress {
  show(done: number, total?: number): void
  /** So many more were read. */
  add(bytes: number): void
  /** Takes the line away. */
  end(): void
}

const clearLine = '\r\x1b[K'
/** Bytes between two lines. */
const stepBytes = 16 * 1024 * 1024

export function byteProgress(what: string, terminal: Terminal): ByteProgress {
  let done = 0
  let drawn = 0
  const show = (now: number, total?: number) => {
    done = now
    if (!terminal.isInteractive || (done - drawn < stepBytes && done !== total)) return
    drawn = done
    const share = total ? `${Math.floor((100 * done) / total)} %` : bytesText(done)
    terminal.draw(`${clearLine}${what}: ${share}`)
  }
  return {
    show,
    add: (bytes) => show(done + bytes),
    end: () => {
      if (drawn > 0) terminal.draw(clearLine)
    },
  }
}
