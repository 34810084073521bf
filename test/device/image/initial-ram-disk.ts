/** What a slot's kernel starts with: its drivers, and a script that goes over to the slot's own system. */
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { runProgram } from '../../support/program-batch.ts'
import type { Kernel } from './kernel.ts'

/** In the order in which they need each other. */
const modules = [
  ...['virtio_ring', 'virtio', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio_pci', 'virtio_blk'],
  ...['failover', 'net_failover', 'virtio_net'],
  ...['reed_solomon', 'ramoops', 'watchdog', 'softdog'],
]

/** Makes it in the folder, of busybox and the script; resolves with its bytes. */
export async function initialRamDisk(kernel: Kernel, script: string, folder: string): Promise<Buffer> {
  const tree = path.join(folder, 'initial-ram-disk')
  for (const name of ['bin', 'dev', 'proc', 'sys', 'root', 'modules']) {
    await mkdir(path.join(tree, name), { recursive: true })
  }
  await copyFile('/bin/busybox', path.join(tree, 'bin/busybox'))
  await copyFile(script, path.join(tree, 'init'))
  await chmod(path.join(tree, 'init'), 0o755)
  for (const name of modules) await copyFile(kernel.module(name), path.join(tree, 'modules', `${name}.ko`))
  await writeFile(path.join(tree, 'modules/order'), `${modules.join('\n')}\n`)
  const archive = await runProgram(
    'sh',
    '-c',
    `cd '${tree}' && find . | sort | cpio --quiet -R 0:0 -o -H newc`,
  )
  return gzipSync(archive)
}
