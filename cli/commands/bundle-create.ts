import { existsSync } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Command, Option } from 'commander'
import { packingOfSource } from '../../agents/artifacts/packing/packing.ts'
import { type BundleReport, reportBundle } from '../../agents/software/bundle/report.ts'
import { type Compression, compressions, writeBundle } from '../../agents/software/bundle/writer.ts'
import { isSafeName } from '../../agents/software/installation.ts'
import { softwareSettings } from '../../agents/software/settings.ts'
import { bytesText } from '../../platform/bytes.ts'
import { failure, messageOf, usageError } from '../errors.ts'
import { plural } from '../terminal/plural.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { version as godwitVersion } from '../version.ts'

interface CreateFlags {
  id: string
  version: string
  output?: string
  compression: Compression
  urlBase: string
  force?: boolean
  json?: boolean
}

const placeholder = 'https://replace-me.example/'
const endings = { gzip: '.tar.gz', zstd: '.tar.zst', none: '.tar' }
/** What makes a person wait. */
const largeBytes = 100_000_000

export function defineCreate(command: Command, terminal: Terminal): void {
  command
    .summary('make a bundle of a folder, and the component that installs it')
    .description(
      'Makes a bundle of a folder, checks it as an agent would, and prints the component for a desired state.',
    )
    .argument('<dir>', "folder with the component's files, and its hooks in hooks/")
    .requiredOption('--id <id>', 'id of the component')
    .requiredOption('--version <version>', 'its version')
    .option('--output <file>', 'the bundle; by default ID-VERSION.tar.gz in this folder')
    .addOption(new Option('--compression <kind>', 'how it is packed').choices(compressions).default('gzip'))
    .option('--url-base <url>', 'where bundles are served', placeholder)
    .option('--force', 'replace a file that is there already')
    .option('--json', 'print the component alone, on standard output')
    .addHelpText(
      'after',
      `
The same folder makes the same bytes: names are sorted, there are no owners, and all times are SOURCE_DATE_EPOCH, or 0.

Exit status: 0 when the bundle is made, 1 when an agent would refuse it; then there is none.

Examples:
  godwit bundle create ./hello --id hello --version 1.0.0 --url-base https://updates.example/bundles/
  godwit bundle create ./hello --id hello --version 1.0.0 --json > component.json`,
    )
    .action((folder: string, flags: CreateFlags) => create(folder, flags, terminal))
}

async function create(folder: string, flags: CreateFlags, terminal: Terminal): Promise<void> {
  const output = flags.output ?? `${flags.id}-${flags.version}${endings[flags.compression]}`
  await assertUsable(folder, output, flags)
  const report = await make(folder, output, flags, terminal)
  const component = componentOf(output, report, flags)
  if (!flags.json) {
    const files = report.entries.filter(({ type }) => type !== 'Directory').length
    const packed = `${plural(files, 'file')}, ${bytesText(report.size)}, packed ${bytesText(report.file.size)}`
    const hooks = report.hooks.length > 0 ? report.hooks.join(', ') : 'none'
    terminal.note(`${output}: ${packed}; hooks: ${report.isModule ? 'none, but install.sh' : hooks}`)
    if (report.twins) {
      const [one, other] = report.twins
      terminal.note(`godwit: "${one}" and "${other}" are one name on some file systems, where it is refused`)
    }
  }
  if (flags.urlBase === placeholder) {
    terminal.note('godwit: the source is a placeholder; --url-base says where the bundle will be served')
  }
  terminal.print(JSON.stringify(component, null, 2))
}

async function assertUsable(folder: string, output: string, flags: CreateFlags): Promise<void> {
  for (const [name, text] of Object.entries({ id: flags.id, version: flags.version })) {
    if (!isSafeName(text)) throw usageError(`--${name} "${text}" cannot be the name of a folder`)
  }
  if (!URL.canParse(flags.urlBase)) throw usageError(`--url-base "${flags.urlBase}" is not a URL`)
  const found = await stat(folder).catch(() => undefined)
  if (!found) throw usageError(`there is no ${folder}`)
  if (!found.isDirectory()) throw usageError(`${folder} is not a folder`)
  const within = path.relative(folder, output)
  if (!within.startsWith('..'))
    throw usageError(`${output} would be in the bundle itself; choose another --output`)
  const place = path.dirname(output)
  if (!existsSync(place)) throw usageError(`there is no folder ${place} for the --output`)
  if (existsSync(output) && !flags.force) throw usageError(`${output} is there already; --force replaces it`)
}

/** The bundle gets its name when it is known to be good. */
async function make(
  folder: string,
  output: string,
  { compression }: CreateFlags,
  terminal: Terminal,
): Promise<BundleReport> {
  const draft = `${output}.part`
  await rm(draft, { force: true })
  try {
    const onProgress = progressOf(folder, terminal)
    await writeBundle(folder, draft, { compression, time: timeOfFiles(), onProgress })
    const report = await reportBundle(
      draft,
      softwareSettings({}, godwitVersion),
      new AbortController().signal,
    )
    await rename(draft, output)
    return report
  } catch (error) {
    await rm(draft, { force: true })
    throw failure(messageOf(error))
  }
}

/** As reproducible builds have it: seconds since 1970. */
function timeOfFiles(): Date {
  const text = process.env.SOURCE_DATE_EPOCH ?? '0'
  if (!/^\d{1,11}$/.test(text)) throw usageError(`SOURCE_DATE_EPOCH "${text}" is not a number of seconds`)
  return new Date(Number(text) * 1_000)
}

/** A line for every tenth of a large bundle. */
function progressOf(folder: string, terminal: Terminal): (done: number, total: number) => void {
  let told = 0
  return (done, total) => {
    const tenth = Math.floor((10 * done) / total)
    if (total < largeBytes || tenth <= told) return
    told = tenth
    terminal.note(`${folder}: ${tenth * 10} %`)
  }
}

function componentOf(
  output: string,
  report: BundleReport,
  { id, version, compression, urlBase }: CreateFlags,
) {
  const base = urlBase.endsWith('/') ? urlBase : `${urlBase}/`
  const source = new URL(encodeURIComponent(path.basename(output)), base).href
  const packing = compression === 'none' ? undefined : compression
  const config = [
    { key: 'source', value: source },
    { key: 'integrity', value: report.file.integrity },
    { key: 'size', value: String(report.file.size) },
  ]
  if (packingOfSource(source) !== packing) config.push({ key: 'packed', value: packing ?? 'none' })
  if (packing) {
    config.push({ key: 'unpackedIntegrity', value: report.archive.integrity })
    config.push({ key: 'unpackedSize', value: String(report.archive.size) })
  }
  return { id, version, config }
}
