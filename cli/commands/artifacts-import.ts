import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { type ImportedFile, importFiles } from '../../agents/artifacts/content/maintenance.ts'
import { bytesText } from '../../platform/bytes.ts'
import { failure, unreadable, usageError } from '../errors.ts'
import { addDeviceOptions } from '../options/device-options.ts'
import { openDeviceStore } from '../services/artifact-store.ts'
import { stateDirOf } from '../services/service.ts'
import { byteProgress } from '../terminal/byte-progress.ts'
import { plural } from '../terminal/plural.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function defineImport(command: Command, terminal: Terminal): void {
  const device = addDeviceOptions(command, ['stateDir'])
  command
    .summary('bring files into the store, from a USB stick for instance')
    .description(
      'Copies files, or all files below folders, into the artifact store. A desired state that names one by its integrity then needs no network for it. Works while agents run.',
    )
    .argument('<path...>', 'files, or folders')
    .option('--json', 'print what was imported as JSON, with all digests')
    .addHelpText(
      'after',
      `
An imported artifact stays until a campaign that uses it has succeeded, or until godwit artifacts gc --all.

Examples:
  godwit artifacts import /media/usb/release-7
  godwit artifacts import rootfs-2.0.img --json | jq -r '.[].integrity[0]'`,
    )
    .action((paths: string[], { json }: { json?: boolean }) =>
      bringIn(paths, stateDirOf(device()), json ?? false, terminal),
    )
}

async function bringIn(paths: string[], stateDir: string, json: boolean, terminal: Terminal): Promise<void> {
  const files = (await Promise.all(paths.map(filesAt))).flat()
  if (files.length === 0) throw usageError(`there is no file in ${paths.join(', ')}`)
  const imported = await importAll([...new Set(files)], stateDir, terminal)
  if (json) return terminal.print(JSON.stringify(imported, null, 2))
  for (const { file, size, integrity, wasThere } of imported) {
    terminal.print(`${file}  ${bytesText(size)}${wasThere ? '  (was there already)' : ''}`)
    for (const text of integrity) terminal.print(`  ${text}`)
  }
  terminal.print(`imported ${plural(imported.length, 'file')}`)
}

async function importAll(files: string[], stateDir: string, terminal: Terminal): Promise<ImportedFile[]> {
  const tools = await openDeviceStore(stateDir, terminal)
  const progress = byteProgress('importing', terminal)
  const stop = new AbortController()
  const interrupt = () => stop.abort(failure('interrupted: the store is as it was, but for the files before'))
  process.once('SIGINT', interrupt)
  try {
    return await importFiles(files, tools, { signal: stop.signal, onProgress: progress.show })
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error
  } finally {
    process.off('SIGINT', interrupt)
    progress.end()
  }
}

/** The file, or all below the folder, sorted. What is neither, like a link in a folder, is not followed. */
async function filesAt(file: string): Promise<string[]> {
  try {
    if ((await stat(file)).isFile()) return [path.resolve(file)]
    const entries = await readdir(file, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return files.map(({ parentPath, name }) => path.resolve(parentPath, name)).sort()
  } catch (error) {
    throw unreadable(file, error)
  }
}
