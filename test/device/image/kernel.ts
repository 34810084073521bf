/** Debian's kernel for virtual machines, taken out of its package: nothing is installed. */
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { runProgram } from '../../support/program-batch.ts'
import { cached } from './cache.ts'

export interface Kernel {
  /** As in `6.1.0-56-cloud-amd64`. */
  version: string
  /** Path of the kernel itself. */
  image: string
  /** Path of the module; rejects where this kernel has none of that name. */
  module(name: string): string
}

/** The package whose dependency is the current kernel. */
const metaPackage = 'linux-image-cloud-amd64'

/** The current kernel of the Debian release that this machine runs. Rejects where apt knows none. */
export async function debianKernel(): Promise<Kernel> {
  const packageName = await currentPackage()
  const folder = await cached('kernel', [packageName, await revisionOf(packageName)], async (target) => {
    await runProgram(
      'sh',
      '-c',
      `cd '${target}' && apt-get -q download '${packageName}' && dpkg-deb -x *.deb .`,
    )
    for (const name of await readdir(target)) {
      if (name.endsWith('.deb')) await rm(path.join(target, name))
    }
  })
  const version = packageName.replace('linux-image-', '')
  const modules = path.join(folder, 'lib/modules', version)
  const files = (await readdir(modules, { recursive: true })).filter((file) => file.endsWith('.ko'))
  return {
    version,
    image: path.join(folder, 'boot', `vmlinuz-${version}`),
    module(name) {
      const file = files.find((candidate) => path.basename(candidate) === `${name}.ko`)
      if (!file) throw new Error(`kernel ${version} has no module ${name}`)
      return path.join(modules, file)
    },
  }
}

/** What `apt-get download` fetches now: a fix of a kernel keeps its package's name. */
async function revisionOf(packageName: string): Promise<string> {
  const answer = await runProgram('apt-cache', 'show', '--no-all-versions', packageName)
  return /^Version: (\S+)/m.exec(answer.toString())?.[1] ?? ''
}

async function currentPackage(): Promise<string> {
  const found = (await dependency()) ?? (await refreshed())
  if (!found) throw new Error(`apt knows no ${metaPackage}: as root, run apt-get update`)
  return found
}

async function dependency(): Promise<string | undefined> {
  const answer = await runProgram('apt-cache', 'depends', metaPackage).catch(() => Buffer.alloc(0))
  return /Depends: (linux-image-\S+)/.exec(answer.toString())?.[1]
}

/** A machine that has never asked for its lists knows nothing. Only root may ask. */
async function refreshed(): Promise<string | undefined> {
  await runProgram('apt-get', '-qq', 'update').catch(() => {})
  return dependency()
}
