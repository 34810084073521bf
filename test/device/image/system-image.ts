/** What is in a slot: a kernel, its RAM disk, and a small system around busybox. Each version is a file system image. */
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { repository } from '../../support/process.ts'
import { runProgram } from '../../support/program-batch.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { cached } from './cache.ts'
import { makeFileSystem } from './file-system.ts'
import { initialRamDisk } from './initial-ram-disk.ts'
import type { Kernel } from './kernel.ts'
import { partitions } from './layout.ts'
import { recipe } from './recipe.ts'

/** What a version does wrong after its kernel is up: nothing, or shell for its init. */
export const misbehaviours = {
  none: '',
  /** The first process ends, which no kernel survives. */
  panics: 'exit 1',
  /** Nobody feeds the watchdog, which is made impatient, so that nobody else has to wait for it. */
  hangs: 'echo HANGING; watchdog -T 20 -t 3600 /dev/watchdog; while :; do sleep 3600; done',
} as const

export interface SystemVersion {
  version: string
  misbehaves?: keyof typeof misbehaviours
}

/** Bytes in which no version is like another one: a part of the slot that a change really writes. */
const ownBytes = 4 << 20

const board = path.join(repository, 'test/device/board')

/** Path of the image; made when it is not in the cache. */
export async function systemImage(
  kernel: Kernel,
  { version, misbehaves = 'none' }: SystemVersion,
): Promise<string> {
  const name = `system-${version}-${misbehaves}`
  const folder = await cached(name, [...(await recipe()), kernel.image], async (target) => {
    const tree = path.join(target, 'tree')
    await makeTree(kernel, tree, version, misbehaviours[misbehaves])
    const ramDisk = await initialRamDisk(kernel, path.join(board, 'early-init'), target)
    await writeFile(path.join(tree, 'boot/initrd.img'), ramDisk)
    await makeFileSystem(path.join(target, 'image'), tree, { size: partitions.slotA.length, readOnly: true })
    await runProgram('rm', '-r', tree, path.join(target, 'initial-ram-disk'))
  })
  return path.join(folder, 'image')
}

async function makeTree(kernel: Kernel, tree: string, version: string, misbehaviour: string): Promise<void> {
  const mountPoints = ['dev', 'proc', 'sys', 'run', 'tmp', 'loader', 'data', 'programs']
  for (const name of [...mountPoints, 'boot', 'bin', 'sbin', 'etc', 'lib']) {
    await mkdir(path.join(tree, name), { recursive: true })
  }
  await copyFile(kernel.image, path.join(tree, 'boot/vmlinuz'))
  await copyFile('/bin/busybox', path.join(tree, 'bin/busybox'))
  for (const applet of (await runProgram('/bin/busybox', '--list')).toString().trim().split('\n')) {
    if (applet !== 'busybox') await symlink('busybox', path.join(tree, 'bin', applet))
  }
  // Node's libraries are on the disk of programs, which is the same for both slots.
  await symlink('/programs/lib', path.join(tree, 'lib64'))
  await symlink('/programs/lib', path.join(tree, 'lib/x86_64-linux-gnu'))
  await copyFile(path.join(board, 'init'), path.join(tree, 'sbin/init'))
  await chmod(path.join(tree, 'sbin/init'), 0o755)
  await writeFile(path.join(tree, 'etc/os-release'), `ID=virtual-device\nBUILD_ID=${version}\n`)
  if (misbehaviour) await writeFile(path.join(tree, 'etc/misbehave'), `${misbehaviour}\n`)
  await writeFile(path.join(tree, 'own'), noiseOf(version))
}

function noiseOf(version: string): Buffer {
  const random = seededRandom([...version].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7))
  return Buffer.from(Uint32Array.from({ length: ownBytes / 4 }, () => random() * 2 ** 32).buffer)
}
