/** The example for GRUB, run by the real GRUB on environments that the boot control has written. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { grubBootControl } from '../../../agents/firmware/boot/grub/boot-control.ts'
import { overwriteAt } from '../../../agents/firmware/boot/in-place.ts'
import { bootCases, bootedSlots, bringAbout, expectedBoots } from '../../support/boot-cases.ts'
import { hasMachine, makeDisk, partitionStart, runMachine } from '../../support/firmware-machine.ts'
import { test } from '../../support/fixture.ts'
import { repository } from '../../support/process.ts'
import { runProgram } from '../../support/program-batch.ts'
import { isHere } from '../../support/programs.ts'
import { temporaryFolder } from '../../support/temp.ts'

const boots = 2
/** The loader of Linux is left out, so that a function can stand in for it. */
const modules = 'biosdisk part_msdos ext2 normal test echo loadenv serial terminal configfile'
const settings = { names: { a: 'A', b: 'B' }, devices: { a: '/none/a', b: '/none/b' } }

const harness = (cases: number) => `serial --unit=0
terminal_output serial
function linux { echo "BOOT $*"; }
function initrd { echo; }
function sleep { echo; }
function reboot { echo; }
for n in ${Array.from({ length: cases }, (_, index) => index).join(' ')}; do
  for boot in ${Array.from({ length: boots }, (_, index) => index).join(' ')}; do
    echo "CASE $n"
    set prefix="(hd0,msdos1)/case$n"
    source (hd0,msdos1)/example.cfg
  done
done
echo "ALL DONE"
`

const broken = [
  { what: 'a torn block', size: 1024, text: 'x', boots: ['b', 'b'] },
  { what: 'an empty file', size: 0, text: '', boots: ['b', 'b'] },
]

test.skipIf(!hasMachine || !isHere('grub-mkimage') || !isHere('grub-editenv'))(
  'GRUB boots the slots, counts the trial and keeps what it does not know',
  { timeout: 300_000 },
  async ({ scope }) => {
    const folder = await temporaryFolder(scope, 'grub')
    const tree = path.join(folder, 'tree')
    const controls = await Promise.all(
      bootCases.map(async (bootCase, index) => {
        const environment = path.join(tree, `case${index}`, 'grubenv')
        await mkdir(path.dirname(environment), { recursive: true })
        await runProgram('grub-editenv', environment, 'set', 'mine=a\\b')
        const control = grubBootControl({ ...settings, environment })
        await bringAbout(control, bootCase)
        return control
      }),
    )
    for (const [index, { size, text }] of broken.entries()) {
      const environment = path.join(tree, `case${bootCases.length + index}`, 'grubenv')
      await mkdir(path.dirname(environment), { recursive: true })
      await runProgram('grub-editenv', environment, 'create')
      const control = grubBootControl({ ...settings, environment })
      await control.setState('b', 'good')
      await control.setPrimary('b')
      await writeFile(environment, text.padEnd(size, 'x'))
    }
    expect(controls).toHaveLength(18)
    const cases = bootCases.length + broken.length
    const lines = await runMachine(scope, [await diskOf(folder, tree, cases)], /ALL DONE/)
    const booted = bootedSlots(lines, cases)
    for (const [index, bootCase] of bootCases.entries()) {
      const expected = expectedBoots(bootCase, 1, boots)
      const environment = await readBack(folder, `case${index}/grubenv`)
      const control = grubBootControl({ ...settings, environment })
      const left = { a: await control.attemptsLeft?.('a'), b: await control.attemptsLeft?.('b') }
      expect({ bootCase, slots: booted[index], attemptsLeft: left }).toEqual({ bootCase, ...expected })
      expect((await runProgram('grub-editenv', environment, 'list')).toString()).toContain('mine=a\\b\n')
    }
    expect(broken.map((_, index) => booted[bootCases.length + index])).toEqual(
      broken.map(({ boots }) => boots),
    )
  },
)

/** A disk with a boot loader, and a partition with the tree in it. */
async function diskOf(folder: string, tree: string, cases: number): Promise<string> {
  await writeFile(path.join(tree, 'grub.cfg'), harness(cases))
  await writeFile(path.join(tree, 'example.cfg'), await readFile(`${repository}examples/boot/grub.cfg`))
  const core = path.join(folder, 'core.img')
  await runProgram('grub-mkimage', '-O', 'i386-pc', '-p', '(hd0,msdos1)/', '-o', core, ...modules.split(' '))
  const disk = path.join(folder, 'disk')
  await makeDisk(disk, tree)
  const start = (await readFile('/usr/lib/grub/i386-pc/boot.img')).subarray(0, 440)
  await overwriteAt(disk, 0, start)
  await overwriteAt(disk, 512, await readFile(core))
  return disk
}

async function readBack(folder: string, file: string): Promise<string> {
  const partition = path.join(folder, 'partition')
  await writeFile(partition, (await readFile(path.join(folder, 'disk'))).subarray(partitionStart))
  const target = path.join(folder, file.replace('/', '-'))
  await runProgram('debugfs', '-R', `dump /${file} ${target}`, partition)
  return target
}
