/**
 * The evidence that Linux keeps: pstore (crash dumps that survive a reset, also where systemd has moved them), the boot
 * status of watchdog drivers, and what a command of the board's maker prints. Whatever cannot be read is not evidence.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { runProcess } from '../../../platform/process/run.ts'
import type { CrashDump, Evidence } from './evidence.ts'

export interface LinuxEvidenceSettings {
  buildIdFile: string
  /** Prints why the machine booted last. */
  bootReasonCommand?: string[] | undefined
  /** Folders with crash dumps. */
  dumpFolders?: string[] | undefined
  watchdogFolder?: string | undefined
}

const standardDumpFolders = ['/sys/fs/pstore', '/var/lib/systemd/pstore']
const standardWatchdogFolder = '/sys/class/watchdog'
/** WDIOF_CARDRESET: the watchdog has reset the CPU (include/uapi/linux/watchdog.h). */
const cardReset = 0x20
const bootReasonTimeoutMs = 10_000
/** A dump is some tens of kilobytes; of a file that is none, no more is read than that. */
const mostDumpBytes = 256 * 1024

export function linuxEvidence(settings: LinuxEvidenceSettings): Evidence {
  const { dumpFolders = standardDumpFolders, watchdogFolder = standardWatchdogFolder } = settings
  return {
    crashDumps: async () => (await Promise.all(dumpFolders.map(dumpsBelow))).flat(),
    watchdogReset: () => anyCardReset(watchdogFolder),
    bootReason: () => said(settings.bootReasonCommand),
    buildId: async () => buildIdIn(await textOf(settings.buildIdFile)),
  }
}

/** systemd moves dumps into folders named by their time. */
async function dumpsBelow(folder: string): Promise<CrashDump[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const names = found
    .filter((entry) => entry.isFile() && /^dmesg/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
  const texts = await Promise.all(names.map(textOf))
  return texts
    .filter((text) => text !== undefined)
    .map((text) => ({ digest: createHash('sha256').update(text).digest('hex'), text }))
}

async function anyCardReset(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => [])
  const flags = await Promise.all(names.map((name) => textOf(path.join(folder, name, 'bootstatus'))))
  return flags.some((flag) => (Number(flag ?? 0) & cardReset) !== 0)
}

async function said(command: string[] | undefined): Promise<string | undefined> {
  if (!command) return undefined
  const lines: string[] = []
  const result = await runProcess(command, {
    timeoutMs: bootReasonTimeoutMs,
    onLine: (line) => lines.push(line),
  }).catch(() => undefined)
  if (result?.exitCode !== 0) return undefined
  return lines.map((line) => line.trim()).find(Boolean)
}

/** `BUILD_ID=…` as in os-release(5); a file without such lines is the id itself. */
function buildIdIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!/^\w+=/m.test(text)) return text.trim() || undefined
  return /^BUILD_ID=["']?([^"'\n]*)/m.exec(text)?.[1]?.trim() || undefined
}

async function textOf(file: string): Promise<string | undefined> {
  return text(createReadStream(file, { end: mostDumpBytes - 1 })).catch(() => undefined)
}
