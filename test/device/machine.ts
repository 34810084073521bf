/** The virtual device's hardware: a PC under QEMU, whose disk is a network block device and whose screen a serial port. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type RunningProcess, startProcess } from '../support/process.ts'
import { isHere } from '../support/programs.ts'
import type { Scope } from '../support/scope.ts'

/** What the device is built and flown with, programs or files, and the Debian packages that bring them. */
const needed = {
  'qemu-system-x86_64': 'qemu-system-x86',
  setpriv: 'util-linux',
  'mkfs.ext4': 'e2fsprogs',
  'grub-mkimage': 'grub-common',
  'grub-editenv': 'grub-common',
  '/usr/lib/grub/i386-pc/boot.img': 'grub-pc-bin',
  cpio: 'cpio',
  'dpkg-deb': 'dpkg',
  'apt-get': 'apt',
  mosquitto: 'mosquitto',
}

/** Why there can be no virtual device here; undefined where there can. */
export function missingForDevice(): string | undefined {
  // It gets this machine's own Node and busybox.
  if (process.arch !== 'x64') return 'needs a machine of x86-64, as it is one itself'
  const isThere = (name: string) => (path.isAbsolute(name) ? existsSync(name) : isHere(name))
  const missing = Object.entries(needed).filter(([name]) => !isThere(name))
  if (!standsAlone(busybox)) missing.push([`a static ${busybox}`, 'busybox-static'])
  if (missing.length === 0) return undefined
  return `needs ${missing.map(([name, from]) => `${name} (apt-get install ${from})`).join(', ')}`
}

/** The device has no library for it at the start of its boot. */
const busybox = '/bin/busybox'

/** Whether the program is there, and needs no libraries: then `ldd` finds none, and fails. */
export function standsAlone(program: string): boolean {
  return existsSync(program) && spawnSync('ldd', [program], { stdio: 'ignore' }).status !== 0
}

export interface Hardware {
  /** Where the disk is served, as a URI. */
  disk: string
  /** Image of the disk that is only read: Node and Godwit. */
  programs: string
  /** File of the device's settings. */
  settings: string
  /** File of its memory, which survives a reset, and no loss of power. */
  memory: string
}

/** The host's loopback address, as the device reaches it. */
export const hostAddress = '10.0.2.2'

const settingsBytes = 64 * 1024
const memoryMebibytes = 256

/** What the device reads at its start, as a disk. */
export async function writeSettings(file: string, settings: object): Promise<void> {
  const text = JSON.stringify(settings)
  if (text.length > settingsBytes) throw new RangeError(`settings of ${text.length} bytes`)
  await writeFile(file, text.padEnd(settingsBytes))
}

/**
 * Switches it on, or on again. Its lines are what it says on the serial port. Its process ends when the machine resets itself:
 * emulation that has begun anew boots in half the time of one that remembers.
 */
export function startMachine(scope: Scope, hardware: Hardware): RunningProcess {
  const { disk, programs, settings, memory } = hardware
  const drive = (file: string, more: string) => ['-drive', `file=${file},format=raw,if=virtio,${more}`]
  return startProcess(
    scope,
    // However this process ends, the machine ends with it: nobody would feed its disk any more.
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'qemu-system-x86_64'],
      // Only emulation is the same everywhere. Of its CPU models this one has what Node asks for.
      ...['-accel', 'tcg', '-cpu', 'max', '-m', String(memoryMebibytes), '-no-reboot'],
      ...['-machine', 'pc,memory-backend=memory', '-object', memoryBackend(memory)],
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-vga', 'none', '-serial', 'stdio'],
      ...['-netdev', 'user,id=network', '-device', 'virtio-net-pci,netdev=network,romfile='],
      ...drive(disk, 'cache=writeback'),
      ...drive(programs, 'readonly=on'),
      ...drive(settings, 'readonly=on'),
    ],
    { name: 'virtual device', mayEnd: true },
  )
}

function memoryBackend(file: string): string {
  return `memory-backend-file,id=memory,share=on,mem-path=${file},size=${memoryMebibytes}M`
}
