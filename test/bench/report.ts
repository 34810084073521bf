/** The one table that the bench prints, with the machine it was measured on. */
import { cpus, release, totalmem, type } from 'node:os'

export interface Row {
  what: string
  /** With its unit. */
  measured: string
  /** What it is to be compared with; from the same run, or the aim. */
  beside?: string
}

export function markdown(rows: Row[]): string {
  const lines = rows.map(({ what, measured, beside = '' }) => `| ${what} | ${measured} | ${beside} |`)
  return [`${machine()}\n`, '| what | measured | beside |', '| --- | --- | --- |', ...lines, ''].join('\n')
}

function machine(): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const parts = [
    `${cpus().length} × ${cpu?.model.trim()}`,
    `${memory} GiB`,
    `${type()} ${release()}`,
    `Node ${process.version}`,
  ]
  return `${new Date().toISOString().slice(0, 10)}: ${parts.join(', ')}`
}

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}

export function mib(value: number): string {
  return `${value.toFixed(1)} MiB`
}
