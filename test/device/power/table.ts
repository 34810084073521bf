import type { Aim } from './aim.ts'
import type { TrialReport } from './trial.ts'

/** How many campaigns of each aim ended how; Markdown. */
export function powerTable(reports: readonly Omit<TrialReport, 'console'>[], aims: readonly Aim[]): string {
  const rows = [...aims.map(({ name }) => name), undefined].map((name) => {
    const of = reports.filter(({ aim }) => name === undefined || aim === name)
    const count = (holds: (report: (typeof of)[number]) => boolean) => String(of.filter(holds).length)
    return [
      name ?? 'all',
      String(of.length),
      String(of.reduce((sum, { cuts }) => sum + cuts.length, 0)),
      count(({ cuts }) => cuts.length > 0 && cuts.every((cut) => cut.inTime)),
      count(({ cuts }) => cuts.some((cut) => cut.unsyncedWrites > 0)),
      count(({ cuts }) => cuts.some((cut) => cut.tornWrites > 0)),
      count(({ status }) => status === 'COMPLETED'),
      count(({ status }) => status === 'INCOMPLETE'),
      count(({ faults }) => faults.length > 0),
      of.length === 0 ? '' : `${(median(of.map(({ recoveryMs }) => recoveryMs)) / 1000).toFixed(1)} s`,
    ]
  })
  const head = [
    'aimed at',
    'campaigns',
    'cuts',
    'in time',
    'with unsynced writes',
    'torn',
    'landed',
    'went back',
    'wrong',
    'back in',
  ]
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
