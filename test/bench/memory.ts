import { readFileSync } from 'node:fs'

/** Resident memory of a process in MiB, as the kernel counts it. */
export function residentMib(pid: number): number {
  return statusMib(pid, /^VmRSS:\s+(\d+) kB$/m)
}

/** The most of it that there was since the process began. */
export function peakMib(pid: number): number {
  return statusMib(pid, /^VmHWM:\s+(\d+) kB$/m)
}

function statusMib(pid: number, line: RegExp): number {
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
