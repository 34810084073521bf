/** The example for U-Boot, run by the real U-Boot on environments that the boot control has written. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { overwriteAt } from '../../../agents/firmware/boot/in-place.ts'
import { ubootBootControl } from '../../../agents/firmware/boot/uboot/boot-control.ts'
import { readImage, writeImage } from '../../../agents/firmware/boot/uboot/image.ts'
import { bootCases, bootedSlots, bringAbout, expectedBoots } from '../../support/boot-cases.ts'
import { hasMachine, makeDisk, runMachine } from '../../support/firmware-machine.ts'
import { test } from '../../support/fixture.ts'
import { repository } from '../../support/process.ts'
import { runProgram } from '../../support/program-batch.ts'
import { isHere } from '../../support/programs.ts'
import { temporaryFolder } from '../../support/temp.ts'

const rom = '/usr/lib/u-boot/qemu-x86_64/u-boot.rom'
const attempts = 2
const boots = 3
const size = 0x1000
const sectors = size / 512

/** This U-Boot has nowhere to save to: its environment is brought from a disk, and back there. */
function harness(example: string): string {
  const lines = bootCases.flatMap((_, index) => {
    const sector = (index * sectors).toString(16)
    const script = example
      .replace(
        'if saveenv;',
        `if env export -c -s ${size.toString(16)} 3100000 && virtio write 3100000 ${sector} ${sectors};`,
      )
      .replace(/^setenv slot_boot .*$/m, `setenv slot_boot 'echo BOOT \${bootargs}'`)
      .replace(/^(sleep 10|reset)$/gm, '')
    const once = [
      `echo CASE ${index}`,
      `virtio dev 1; virtio read 3000000 ${sector} ${sectors}`,
      `env import -d -c 3000000 ${size.toString(16)}`,
      script,
    ]
    return Array.from({ length: boots }, () => once).flat()
  })
  return [...lines, 'echo ALL DONE', ''].join('\n')
}

test.skipIf(!hasMachine || !isHere('mkimage') || !existsSync(rom))(
  'U-Boot boots the slots, counts the trial down and keeps what it does not know',
  { timeout: 300_000 },
  async ({ scope }) => {
    const folder = await temporaryFolder(scope, 'uboot')
    const environments = path.join(folder, 'environments')
    await writeFile(environments, '')
    await truncate(environments, 1 << 20)
    const controls = await Promise.all(
      bootCases.map(async (bootCase, index) => {
        const factory = { variables: new Map([['mine', 'a;b']]), counter: undefined }
        await overwriteAt(environments, index * size, writeImage(factory, size))
        const configFile = path.join(folder, `fw_env.config${index}`)
        await writeFile(configFile, `${environments} ${index * size} ${size.toString(16)}\n`)
        const control = ubootBootControl({
          configFile,
          lockFile: path.join(folder, 'lock'),
          names: { a: 'A', b: 'B' },
          devices: { a: '/none/a', b: '/none/b' },
          attempts,
        })
        await bringAbout(control, bootCase)
        return control
      }),
    )
    const lines = await runMachine(scope, [await bootDisk(folder), environments], /ALL DONE/, ['-bios', rom])
    const booted = bootedSlots(lines, bootCases.length)
    for (const [index, bootCase] of bootCases.entries()) {
      const expected = expectedBoots(bootCase, attempts, boots)
      const control = controls[index]
      const left = { a: await control?.attemptsLeft?.('a'), b: await control?.attemptsLeft?.('b') }
      expect({ bootCase, slots: booted[index], attemptsLeft: left }).toEqual({ bootCase, ...expected })
      const bytes = (await readFile(environments)).subarray(index * size, (index + 1) * size)
      expect(readImage(bytes, false)?.variables.get('mine')).toBe('a;b')
    }
  },
)

/** A disk that U-Boot's own boot order finds `boot.scr` on. */
async function bootDisk(folder: string): Promise<string> {
  const tree = path.join(folder, 'tree')
  const source = path.join(folder, 'boot.cmd')
  const disk = path.join(folder, 'disk')
  await mkdir(tree)
  await writeFile(source, harness(await readFile(`${repository}examples/boot/boot.cmd`, 'utf8')))
  await runProgram(
    'mkimage',
    '-C',
    'none',
    '-A',
    'x86',
    '-T',
    'script',
    '-d',
    source,
    path.join(tree, 'boot.scr'),
  )
  await makeDisk(disk, tree)
  return disk
}
