import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { type BundleReport, type ReportedEntry, reportBundle } from '../../agents/software/bundle/report.ts'
import { softwareSettings } from '../../agents/software/settings.ts'
import { bytesText } from '../../platform/bytes.ts'
import { ExitError, failure, messageOf, usageError } from '../errors.ts'
import { plural } from '../terminal/plural.ts'
import { table } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { version } from '../version.ts'

interface InspectFlags {
  json?: boolean
}

export function defineInspect(command: Command, terminal: Terminal): void {
  command
    .summary('list what is in a bundle, and whether an agent would take it')
    .description('Lists what is in a bundle: files, hooks, sizes, and whether an agent would take it.')
    .argument('<file>', 'the bundle')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Limits are those that an agent has where nothing is configured: maxUnpackedSize and maxEntries.

Exit status: 0 when an agent would take it, 1 when it would refuse it; the reason is said.

Examples:
  godwit bundle inspect hello-1.0.0.tar.gz`,
    )
    .action((file: string, flags: InspectFlags) => inspect(file, flags, terminal))
}

async function inspect(file: string, { json }: InspectFlags, terminal: Terminal): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (!found) throw usageError(`there is no ${file}`)
  if (!found.isFile()) throw usageError(`${file} is not a file`)
  try {
    const report = await reportBundle(file, softwareSettings({}, version), new AbortController().signal)
    if (json) return terminal.print(JSON.stringify({ ok: true, ...report }, null, 2))
    for (const line of linesOf(report)) terminal.print(line)
  } catch (error) {
    if (!json) throw failure(messageOf(error))
    terminal.print(JSON.stringify({ ok: false, problem: messageOf(error) }, null, 2))
    throw new ExitError(1)
  }
}

function linesOf({ entries, file, archive, size, hooks, isModule }: BundleReport): string[] {
  const programs = isModule ? 'none, but install.sh' : hooks.join(', ') || 'none'
  return [
    ...table(['MODE', 'SIZE', 'PATH'], entries.map(row)),
    '',
    `${plural(entries.length, 'entry').replace('entrys', 'entries')}, ${bytesText(size)}; hooks: ${programs}`,
    `file:    ${file.size} bytes, ${file.integrity}`,
    `archive: ${archive.size} bytes, ${archive.integrity}`,
    'an agent would take it',
  ]
}

function row({ path, type, mode, size, target }: ReportedEntry): string[] {
  const kind = type === 'Directory' ? 'd' : type === 'SymbolicLink' ? 'l' : '-'
  const name = target === undefined ? path : `${path} → ${target}`
  return [`${kind}${mode.toString(8).padStart(4, '0')}`, String(size), name]
}
