import { existsSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { type Conversion, convertCompose } from '../../agents/containers/compose/convert.ts'
import { ComposeError } from '../../agents/containers/compose/tree.ts'
import { desiredStateText } from '../desired-state-text.ts'
import { ExitError, failure, messageOf, unreadable, usageError } from '../errors.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface ConvertFlags {
  domain: string
  output?: string
  force?: boolean
  strict?: boolean
  deviceFolder?: string
  projectName?: string
}

export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Makes a desired state for the containers agent of a compose file. Needs no device and no engine.',
    )
    .argument('<file>', 'compose file; - reads standard input')
    .option('--domain <domain>', "the agent's domain", 'containers')
    .option('--output <file>', 'write the desired state to this file, not to standard output')
    .option('--force', 'replace a file that is there already')
    .option('--strict', 'fail where anything cannot be converted')
    .option('--device-folder <path>', 'folder of the device that ./paths start from', absolute)
    .option('--project-name <name>', 'in place of the one in the file, or the name of its folder')
    .addHelpText(
      'after',
      `
Each service becomes a component, called as the service is; its version is the tag or digest of its image. Networks and
volumes are called as compose calls them, PROJECT_NAME, so what is in them stays when a device changes over from compose.
Variables come from the environment and from .env beside the file.

What a component has no key for (build, configs, ulimits, …) is named on standard error with its line, and left out. One
service is one container; nothing is built; an image is fetched once, where it is missing.

Several files, profiles, extends and include are for compose itself to put together, as in the last example.

Exit status: 0 when there is a desired state, 1 when there is none, or something is left out and --strict is set, 2 when
the file cannot be read.

Examples:
  godwit convert compose.yaml --output desired.json
  godwit convert compose.yaml --device-folder /opt/shop --strict | godwit validate -
  docker compose -f compose.yaml -f device.yaml config | godwit convert - > desired.json`,
    )
    .action((file: string, flags: ConvertFlags) => convert(file, flags, terminal))
}

function absolute(text: string): string {
  if (path.isAbsolute(text)) return text
  throw new InvalidArgumentError('It is a path on the device, and begins with /.')
}

async function convert(file: string, flags: ConvertFlags, terminal: Terminal): Promise<void> {
  const { output, force } = flags
  if (output !== undefined && existsSync(output) && !force) {
    throw usageError(`${output} is there already; --force replaces it`)
  }
  const name = file === '-' ? 'standard input' : file
  const { components, findings } = await read(file, name, flags, terminal)
  for (const { kind, line, path: where, problem } of findings) {
    terminal.note(`godwit: ${name}:${line}: ${where}: ${kind === 'left out' ? 'left out: ' : ''}${problem}`)
  }
  if (findings.some(({ kind }) => kind === 'error')) throw new ExitError(1)
  if (flags.strict && findings.some(({ kind }) => kind === 'left out')) {
    throw failure('with --strict, nothing may be left out')
  }
  const text = desiredStateText({ domains: [{ id: flags.domain, components }] })
  if (output === undefined) return terminal.print(text)
  await writeFile(output, `${text}\n`).catch((error: unknown) => {
    throw usageError(`cannot write ${output}: ${messageOf(error)}`)
  })
}

async function read(
  file: string,
  name: string,
  { deviceFolder, projectName }: ConvertFlags,
  terminal: Terminal,
): Promise<Conversion> {
  const text = await (file === '-' ? terminal.read() : readFile(file, 'utf8')).catch((error: unknown) => {
    throw unreadable(name, error)
  })
  const folder = path.resolve(file === '-' ? '.' : path.dirname(file))
  const readBeside = (other: string) => readFileSync(path.resolve(folder, other), 'utf8')
  try {
    return convertCompose(text, {
      ...{ folder, environment: process.env, readFile: readBeside },
      ...(deviceFolder !== undefined && { deviceFolder }),
      ...(projectName !== undefined && { projectName }),
    })
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error
    const { line, path: where } = error.place
    throw usageError(`${name}:${line}: ${where && `${where}: `}${error.message}`)
  }
}
