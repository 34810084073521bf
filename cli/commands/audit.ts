import { existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Command } from 'commander'
import { type ChainHead, headId, type Verification, verifyAuditLog } from '../../manager/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { createFileStore } from '../../platform/store/file-store.ts'
import { ExitError, failure, messageOf } from '../errors.ts'
import { addDeviceOptions } from '../options/device-options.ts'
import { auditFile, auditHeads } from '../services/audit.ts'
import { stateDirOf } from '../services/service.ts'
import { plural } from '../terminal/plural.ts'
import { noteLog, type Terminal } from '../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  command.description(
    'The audit log: one line for every decision of every campaign, each with the digest of the one before.',
  )
  const verify = command.command('verify').copyInheritedSettings(command)
  const device = addDeviceOptions(verify, ['stateDir'])
  verify
    .summary('prove that no line was altered, dropped or inserted')
    .description(
      'Proves that no line of the audit log was altered, dropped or inserted. Reads the disk; needs no broker.',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Exit status: 0 when the log is whole, 1 when it is not; the first line that is wrong is named.

Examples:
  godwit audit verify
  godwit audit verify --state-dir /data/godwit --json`,
    )
    .action(({ json }: { json?: boolean }) => verifyLog(stateDirOf(device()), json ?? false, terminal))
}

async function verifyLog(stateDir: string, json: boolean, terminal: Terminal): Promise<void> {
  const file = auditFile(stateDir)
  const store = createFileStore(stateDir, { log: noteLog(terminal), clock: systemClock })
  const head = await auditHeads(store).read(headId)
  const result = await verifyFile(stateDir, file, head)
  if (json) terminal.print(JSON.stringify(result))
  else if (result.ok) terminal.print(`${file}: whole, ${plural(result.lines, 'line')}`)
  if (!result.ok) throw json ? new ExitError(1) : failure(`${file}: line ${result.line} ${result.problem}`)
}

/** A log that nobody has begun is whole, where there is a state folder at all. */
async function verifyFile(
  stateDir: string,
  file: string,
  head: ChainHead | undefined,
): Promise<Verification> {
  try {
    await access(stateDir)
    if (!head && !existsSync(file)) return { ok: true, lines: 0 }
    return await verifyAuditLog(file, head)
  } catch (error) {
    throw failure(`cannot read the audit log: ${messageOf(error)}`)
  }
}
