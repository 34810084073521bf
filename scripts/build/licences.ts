import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Metafile } from 'esbuild'

/** The licence texts of every package that a bundle holds, as their licences ask for. */
export async function licences(root: string, metafile: Metafile): Promise<string> {
  const folders = Object.keys(metafile.inputs).flatMap((input) => packageFolder(input) ?? [])
  const texts = await Promise.all(
    [...new Set(folders)].sort().map((folder) => licenceOf(path.join(root, folder))),
  )
  return `Godwit contains these packages.\n\n${texts.join('\n')}`
}

/** `node_modules/got/dist/x.js` → `node_modules/got`; nothing where the file is our own. */
function packageFolder(input: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')))
  if (!license && texts.length === 0) throw new Error(`${name} ${version} does not say its licence`)
  return [`--- ${name} ${version} (${license ?? 'see below'}) ---\n`, ...texts].join('\n')
}
