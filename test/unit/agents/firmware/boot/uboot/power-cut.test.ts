/** A power cut at any place of a write to U-Boot's environment. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import type { BootControl } from '../../../../../../agents/firmware/boot/boot-control.ts'
import { ubootBootControl } from '../../../../../../agents/firmware/boot/uboot/boot-control.ts'
import { newerCopy, readImage, writeImage } from '../../../../../../agents/firmware/boot/uboot/image.ts'
import { test } from '../../../../../support/fixture.ts'
import type { Scope } from '../../../../../support/scope.ts'
import { temporaryFolder } from '../../../../../support/temp.ts'
import { prefixes, tornBlocks } from '../../../../../support/torn-writes.ts'

const size = 0x800

const steps: Record<string, (control: BootControl) => Promise<void>> = {
  'slot b is about to be written': (control) => control.setState('b', 'bad'),
  'slot b goes on trial': (control) => control.setPrimary('b'),
  'slot b is committed': (control) => control.setState('b', 'good'),
  'slot a is about to be written': (control) => control.setState('a', 'bad'),
  'slot a goes on trial': (control) => control.setPrimary('a'),
  'slot b comes back': (control) => control.setPrimary('b'),
}

/** The file before and after each step, with counters that pass from 255 to 0 on the way. */
async function record(scope: Scope) {
  const folder = await temporaryFolder(scope, 'uboot')
  const file = path.join(folder, 'env')
  const configFile = path.join(folder, 'fw_env.config')
  const variables = new Map([
    ['bootcmd', 'x'.repeat(900)],
    ['zzz', 'y'.repeat(300)],
  ])
  const image = (counter: number) => writeImage({ variables, counter }, size)
  await writeFile(file, Buffer.concat([image(253), image(252)]))
  await writeFile(configFile, `${file} 0 800\n${file} 0x800 800\n`)
  const control = ubootBootControl({
    configFile,
    lockFile: path.join(folder, 'lock'),
    names: { a: 'A', b: 'B' },
    devices: { a: '/none/a', b: '/none/b' },
  })
  const moments: { step: string; before: Buffer; after: Buffer }[] = []
  for (const [step, run] of Object.entries(steps)) {
    const before = await readFile(file)
    await run(control)
    moments.push({ step, before, after: await readFile(file) })
  }
  return moments
}

/** What U-Boot would find of the slots. */
function found(file: Buffer): string {
  const copies = [readImage(file.subarray(0, size), true), readImage(file.subarray(size), true)]
  const { variables } = copies[newerCopy(copies) ?? 2] ?? {}
  const names = ['BOOT_ORDER', 'BOOT_A_LEFT', 'BOOT_A_TRIAL', 'BOOT_B_LEFT', 'BOOT_B_TRIAL']
  return variables ? names.map((name) => variables.get(name)).join('/') : 'nothing'
}

test('a cut leaves the old or the new environment, at any byte and with any block lost or torn', {
  timeout: 120_000,
}, async ({ scope }) => {
  const everyByte = Array.from({ length: 511 }, (_, index) => index + 1)
  for (const { step, before, after } of await record(scope)) {
    const allowed = new Set([found(before), found(after)])
    expect(allowed.size, step).toBe(2)
    const seen = new Set([...prefixes(before, after), ...tornBlocks(before, after, everyByte)].map(found))
    expect(seen, step).toEqual(allowed)
  }
})

test('with a single copy a cut may leave none: that is what the second copy is for', () => {
  const image = (value: string) =>
    writeImage({ variables: new Map([['a', value.repeat(900)]]), counter: undefined }, size)
  const states = prefixes(image('1'), image('2')).map((bytes) => readImage(bytes, false))
  expect(states).toContain(undefined)
})
