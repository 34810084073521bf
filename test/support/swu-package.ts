/** Packages of SWUpdate for tests, made as examples/swupdate does: its sw-description, its program, openssl and cpio. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { issueCertificate, makeCertificates } from './certificates.ts'
import { repository } from './process.ts'

export const swupdateExamples = join(repository, 'examples/swupdate')
const run = promisify(execFile)

export interface PackageOptions {
  version: string
  /** The image; its first bytes are put before as many zeros as make 2 MiB. */
  content?: string
  imageSize?: number
  /** Compressed, and without a word on how much it unpacks to. */
  compressed?: boolean
  /** A script for the shell that runs before or after the image is written. */
  script?: { type: 'preinstall' | 'postinstall'; text: string }
  /** Signed by somebody whom the board does not trust, or with a certificate that is for something else. */
  signedBy?: 'stranger' | 'webServer'
  /** A change of the description before it is signed. */
  describe?: (description: string) => string
}

interface Signer {
  cert: string
  key: string
}

export interface PackageMaker {
  /** Of the authority that the board trusts. */
  readonly authority: string
  /** Makes a package in a folder that is not there yet; its path. */
  make(place: string, options: PackageOptions): Promise<string>
}

/** Makes packages for a board with these slots. Authorities are made in the folder. */
export async function packageMaker(folder: string, slots: readonly [string, string]): Promise<PackageMaker> {
  const authority = async (name: string) => {
    const own = join(folder, name)
    await mkdir(own)
    makeCertificates(own)
    return own
  }
  const board = await authority('board')
  const maker = issueCertificate(board, 'maker', { usage: 'codeSigning' })
  const signers = {
    maker: () => maker,
    webServer: () => issueCertificate(board, 'web', { usage: 'clientAuth' }),
    stranger: async () => issueCertificate(await authority('stranger'), 'maker', { usage: 'codeSigning' }),
  }
  return {
    authority: join(board, 'ca.pem'),
    make: async (place, options) =>
      makePackage(place, slots, await signers[options.signedBy ?? 'maker'](), options),
  }
}

async function makePackage(
  place: string,
  slots: readonly [string, string],
  { cert, key }: Signer,
  options: PackageOptions,
): Promise<string> {
  const { script } = options
  await mkdir(place)
  await makeImage(join(place, 'rootfs.img'), options)
  if (script) await writeFile(join(place, 'script.sh'), `#!/bin/sh\n${script.text}\n`)
  const description = join(place, 'sw-description.in')
  await writeFile(description, await describePackage(slots, options))
  const files = ['rootfs.img']
  if (script?.type === 'preinstall') files.unshift('script.sh')
  if (script?.type === 'postinstall') files.push('script.sh')
  const words = [description, cert, key, ...files]
  const { stdout } = await run(join(swupdateExamples, 'make-package'), words, {
    cwd: place,
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  })
  await writeFile(`${place}.swu`, stdout)
  await rm(place, { recursive: true })
  return `${place}.swu`
}

async function makeImage(image: string, options: PackageOptions): Promise<void> {
  const { version, content = `rootfs ${version}`, imageSize = 2 * 1024 * 1024, compressed } = options
  await writeFile(image, `${content}\n`)
  await truncate(image, imageSize)
  if (compressed) await writeFile(image, gzipSync(await readFile(image), { level: 1 }))
}

/** The example's description, for the board's own devices. */
async function describePackage([a, b]: readonly [string, string], options: PackageOptions): Promise<string> {
  const { version, script, compressed, describe = (text) => text } = options
  let text = await readFile(join(swupdateExamples, 'sw-description'), 'utf8')
  const change = (there: string, here: string) => {
    if (!text.includes(there)) throw new Error(`the example has no ${there}`)
    text = text.replaceAll(there, here)
  }
  change('/dev/disk/by-partlabel/rootfs-a', a)
  change('/dev/disk/by-partlabel/rootfs-b', b)
  change('version = "2.0"', `version = "${version}"`)
  if (compressed) change('type = "raw";', 'type = "raw"; compressed = "zlib";')
  if (script) {
    const digest = 'sha256 = "@script.sh@"'
    change('} );', `} );\nscripts: ( { filename = "script.sh"; type = "${script.type}"; ${digest}; } );`)
  }
  return describe(text)
}
