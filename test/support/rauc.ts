/**
 * A board with the real RAUC: two slots in files, a GRUB environment, and RAUC's service on a D-Bus daemon of its own,
 * configured as in examples/rauc. Needs root, since RAUC mounts bundles. Each service has its own mount namespace, as
 * under systemd: whatever it leaves mounted goes with it.
 */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe } from 'vitest'
import { issueCertificate, makeCertificates } from './certificates.ts'
import { type Hold, newHold } from './hold.ts'
import { type RunningProcess, repository, startProcess } from './process.ts'
import type { Scope } from './scope.ts'
import { temporaryFolder } from './temp.ts'

const run = promisify(execFile)
const programs = ['rauc', 'dbus-daemon', 'mksquashfs', 'grub-editenv', 'openssl', 'unshare']
const examples = join(repository, 'examples/rauc')

/** `describe` for tests that need RAUC; elsewhere they are skipped, and their name says why. */
export function describeWithRauc(name: string, tests: () => void): void {
  const missing = process.getuid?.() === 0 ? programs.filter((program) => !isInstalled(program)) : ['root']
  const reason = missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''
  describe.skipIf(reason !== '')(`${name}${reason}`, tests)
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)))
}

const slotSize = 8 * 1024 * 1024

export type Boot = 'A' | 'B'

export interface BundleOptions {
  version: string
  compatible?: string
  /** The image; its first bytes are put before as many zeros as make 2 MiB. */
  content?: string
  imageSize?: number
  /** The class of slots that it is for. */
  slotClass?: string
  /** A hook of the image, or `install-check` of the bundle, as a shell script. */
  hook?: { name: 'pre-install' | 'post-install' | 'install-check'; script: string }
  /** Signed by somebody whom the board does not trust. */
  stranger?: boolean
}

export interface RaucBoard {
  readonly folder: string
  readonly busAddress: string
  readonly systemConfig: string
  readonly slots: Record<Boot, string>
  /** Starts RAUC's service, as booted from that slot. */
  startRauc(booted?: Boot): RunningProcess
  /** Builds a signed bundle; its path. */
  bundle(options: BundleOptions): Promise<string>
  /** A hook that says that it was reached, and then holds the installation up. */
  hold(name: 'pre-install' | 'post-install'): HookHold
  /** GRUB's variables, as in `ORDER`. */
  environment(): Promise<Record<string, string>>
  setEnvironment(variables: Record<string, string>): Promise<void>
  /** The first words of a slot. */
  content(slot: Boot): Promise<string>
}

export interface HookHold extends Hold {
  hook: NonNullable<BundleOptions['hook']>
}

/** A board fresh from the factory: it runs from A, and B is empty. RAUC is not started. */
export async function raucBoard(
  scope: Scope,
  config: (text: string) => string = (text) => text,
): Promise<RaucBoard> {
  const folder = await temporaryFolder(scope, 'rauc')
  const file = (name: string) => join(folder, name)
  const slots = { A: file('slot.A'), B: file('slot.B') }
  for (const path of Object.values(slots)) {
    await writeFile(path, 'factory\n')
    await truncate(path, slotSize)
  }
  const signers = await makeSigners(folder)
  const busAddress = await startBus(scope, folder)
  const systemConfig = file('system.conf')
  await writeFile(systemConfig, config(await exampleConfig(folder)))
  const grub = async (...words: string[]) => (await run('grub-editenv', [file('grubenv'), ...words])).stdout
  await grub('create')
  await grub('set', 'ORDER=A B', 'A_OK=1', 'A_TRY=0', 'B_OK=0', 'B_TRY=0')
  let count = 0
  const newFile = (name: string) => {
    count += 1
    return file(`${name}-${count}`)
  }
  return {
    folder,
    busAddress,
    systemConfig,
    slots,
    startRauc(booted = 'A') {
      const words = ['--mount', 'rauc', `--conf=${systemConfig}`, `--override-boot-slot=${booted}`, 'service']
      const env = { DBUS_SYSTEM_BUS_ADDRESS: busAddress }
      return startProcess(scope, 'unshare', words, { env, name: 'rauc' })
    },
    bundle: (options) => makeBundle(newFile('bundle'), signers, options),
    hold: (name) => holdIn(newFile('hold'), name),
    async environment() {
      const lines = (await grub('list')).split('\n').filter(Boolean)
      return Object.fromEntries(lines.map((line) => line.split('=') as [string, string]))
    },
    async setEnvironment(variables) {
      await grub('set', ...Object.entries(variables).map(([key, value]) => `${key}=${value}`))
    },
    async content(slot) {
      const text = await readFile(slots[slot], 'latin1')
      return text.slice(0, text.search(/[\0\n]/))
    },
  }
}

/** The example, with the board's files for the device's. */
async function exampleConfig(folder: string): Promise<string> {
  const text = await readFile(join(examples, 'system.conf'), 'utf8')
  const places = {
    '/boot/grub/grubenv': 'grubenv',
    '/data/rauc.status': 'rauc.status',
    '/run/rauc': 'mount',
    '/etc/rauc/ca.pem': 'board/ca.pem',
    '/dev/disk/by-partlabel/rootfs-a': 'slot.A',
    '/dev/disk/by-partlabel/rootfs-b': 'slot.B',
  }
  let placed = text
  for (const [there, here] of Object.entries(places)) {
    if (!placed.includes(there)) throw new Error(`the example has no ${there}`)
    placed = placed.replaceAll(there, join(folder, here))
  }
  // A loop device is enough for plain bundles; verity needs a device mapper, and a file is no ext4 of its own.
  return placed.replace('bundle-formats=verity', 'bundle-formats=plain').replaceAll('type=ext4', 'type=raw')
}

interface Signer {
  cert: string
  key: string
}

interface Signers {
  board: Signer
  /** Made when it is needed. */
  stranger(): Promise<Signer>
}

async function makeSigners(folder: string): Promise<Signers> {
  const make = async (name: string) => {
    const own = join(folder, name)
    await mkdir(own)
    makeCertificates(own)
    return issueCertificate(own, 'signer', {})
  }
  return { board: await make('board'), stranger: () => make('stranger') }
}

async function startBus(scope: Scope, folder: string): Promise<string> {
  const address = `unix:path=${join(folder, 'bus')}`
  const everything = '<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>'
  await writeFile(
    join(folder, 'bus.conf'),
    `<busconfig><type>system</type><listen>${address}</listen><policy context="default">${everything}</policy></busconfig>`,
  )
  const words = [`--config-file=${join(folder, 'bus.conf')}`, '--nofork', '--nopidfile', '--print-address']
  const daemon = startProcess(scope, 'dbus-daemon', words)
  await daemon.waitForLine(/^unix:path=/)
  return address
}

async function makeBundle(place: string, signers: Signers, options: BundleOptions): Promise<string> {
  const { version, content = `rootfs ${version}`, imageSize = 2 * 1024 * 1024, hook } = options
  const input = `${place}.in`
  await mkdir(input)
  await writeFile(join(input, 'rootfs.ext4'), `${content}\n`)
  await truncate(join(input, 'rootfs.ext4'), imageSize)
  if (hook) {
    await writeFile(join(input, 'hook'), `#!/bin/sh\n${hook.script}\n`)
    await chmod(join(input, 'hook'), 0o755)
  }
  await writeFile(join(input, 'manifest.raucm'), await manifest(options))
  const { cert, key } = await (options.stranger ? signers.stranger() : signers.board)
  execFileSync('rauc', [`--cert=${cert}`, `--key=${key}`, 'bundle', input, `${place}.raucb`], {
    stdio: 'pipe',
  })
  await rm(input, { recursive: true })
  return `${place}.raucb`
}

async function manifest({ version, compatible, hook, slotClass = 'rootfs' }: BundleOptions): Promise<string> {
  const example = await readFile(join(examples, 'manifest.raucm'), 'utf8')
  const text = example
    .replace('format=verity', 'format=plain')
    .replace('version=2.0', `version=${version}`)
    .replace('[image.rootfs]', `[image.${slotClass}]`)
    .replace('compatible=example-board', `compatible=${compatible ?? 'example-board'}`)
  if (!hook) return text
  if (hook.name === 'install-check') return `${text}[hooks]\nfilename=hook\nhooks=install-check\n`
  return `${text}hooks=${hook.name}\n[hooks]\nfilename=hook\n`
}

function holdIn(place: string, name: 'pre-install' | 'post-install'): HookHold {
  const hold = newHold(place)
  return { ...hold, hook: { name, script: hold.script } }
}
