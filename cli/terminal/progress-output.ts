import type { CampaignProgress } from '../../client/index.ts'
import { news, picture } from './progress-view.ts'
import type { Terminal } from './terminal.ts'

/** Shows a campaign's progress. */
export interface ProgressOutput {
  /** The next step of it. */
  show(progress: CampaignProgress): void
  /** What is worth a word besides, on standard error. */
  note(line: string): void
}

/** Bars that redraw themselves where a person watches, plain lines elsewhere, JSON lines where asked for. */
export function progressOutput(terminal: Terminal, json: boolean): ProgressOutput {
  if (json) return { show: (progress) => terminal.print(JSON.stringify(progress)), note: terminal.note }
  return terminal.isInteractive ? redrawn(terminal) : logged(terminal)
}

function logged(terminal: Terminal): ProgressOutput {
  let shown: CampaignProgress | undefined
  return {
    show: (progress) => {
      for (const line of news(shown, progress)) terminal.print(line)
      shown = progress
    },
    note: terminal.note,
  }
}

/** What has left the screen cannot be redrawn: of a long picture the end is shown. */
function redrawn(terminal: Terminal): ProgressOutput {
  let height = 0
  return {
    show: (progress) => {
      const lines = picture(progress, terminal.columns).slice(1 - terminal.rows)
      const back = height > 0 ? `\x1b[${height}A\r\x1b[J` : ''
      terminal.draw(`${back}${lines.join('\n')}\n`)
      height = lines.length
    },
    note: (line) => {
      terminal.note(line)
      height = 0
    },
  }
}
