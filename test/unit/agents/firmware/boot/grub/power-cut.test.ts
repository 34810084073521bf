/** A power cut at any place of a write to GRUB's environment: what of it can be promised, and what cannot. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect } from 'vitest'
import type { BootControl } from '../../../../../../agents/firmware/boot/boot-control.ts'
import { readBlock } from '../../../../../../agents/firmware/boot/grub/block.ts'
import { grubBootControl } from '../../../../../../agents/firmware/boot/grub/boot-control.ts'
import { test } from '../../../../../support/fixture.ts'
import type { Scope } from '../../../../../support/scope.ts'
import { temporaryFolder } from '../../../../../support/temp.ts'

const sector = 512
const names = { a: 'A', b: 'B' }
const others = `saved_entry=0\nnote=${'x'.repeat(600)}\n`
const text = (body: string) => `# GRUB Environment Block\n${body}`.padEnd(1024, '#')

/** The steps of two updates, the second of which is rolled back. `as the loader` writes nothing but a TRY. */
const steps: [string, (control: BootControl, tryIt: (name: string) => Promise<void>) => Promise<void>][] = [
  ['slot b is about to be written', (control) => control.setState('b', 'bad')],
  ['slot b goes on trial', (control) => control.setPrimary('b')],
  ['the loader tries slot b', (_, tryIt) => tryIt('B')],
  ['slot b is committed', (control) => control.setState('b', 'good')],
  ['slot a is about to be written', (control) => control.setState('a', 'bad')],
  ['slot a goes on trial', (control) => control.setPrimary('a')],
  ['slot b is to come back', (control) => control.setPrimary('b')],
  ['slot a is given up', (control) => control.setState('a', 'bad')],
]

interface Moment {
  step: string
  before: { file: Buffer; copy: Buffer }
  after: { file: Buffer; copy: Buffer }
}

async function record(scope: Scope): Promise<Moment[]> {
  const environment = path.join(await temporaryFolder(scope, 'grubenv'), 'grubenv')
  await writeFile(environment, text(others))
  const control = grubBootControl({ environment, names, devices: { a: '/none/a', b: '/none/b' } })
  await control.setState('b', 'bad')
  const blocks = async () => ({
    file: await readFile(environment),
    copy: await readFile(`${environment}.copy`),
  })
  const tryIt = async (name: string) => {
    const now = await readFile(environment, 'latin1')
    await writeFile(environment, now.replace(`${name}_TRY=0`, `${name}_TRY=1`))
  }
  await control.setState('b', 'good')
  const moments: Moment[] = []
  for (const [step, run] of steps) {
    const before = await blocks()
    await run(control, tryIt)
    moments.push({ step, before, after: await blocks() })
  }
  return moments
}

interface State {
  file: Buffer
  copy: Buffer
}

/** The file is on the disk before a byte of the copy is written. */
function crashStates({ before, after }: Moment, tear: (old: Buffer, fresh: Buffer) => Buffer[]): State[] {
  return [
    ...tear(before.file, after.file).map((file) => ({ file, copy: before.copy })),
    ...tear(before.copy, after.copy).map((copy) => ({ file: after.file, copy })),
  ]
}

const join = (...parts: Uint8Array[]) => Buffer.concat(parts)

/** Sectors of a disk that writes each as a whole: any of them lost. */
const wholeSectors = (old: Buffer, fresh: Buffer) => [
  old,
  join(fresh.subarray(0, sector), old.subarray(sector)),
  join(old.subarray(0, sector), fresh.subarray(sector)),
  fresh,
]

/** Every prefix, to the byte. */
const prefixes = (old: Buffer, fresh: Buffer) =>
  Array.from({ length: old.length + 1 }, (_, at) => join(fresh.subarray(0, at), old.subarray(at)))

/** A sector that the disk cannot read any more comes back as anything. */
const spoiled = (old: Buffer, fresh: Buffer) =>
  [0x00, 0xff, 0x55].flatMap((byte) => [
    join(Buffer.alloc(sector, byte), old.subarray(sector)),
    join(Buffer.alloc(sector, byte), fresh.subarray(sector)),
    join(fresh.subarray(0, sector), Buffer.alloc(sector, byte)),
    Buffer.alloc(old.length, byte),
  ])

/** What the boot control makes of blocks: slot, states and attempts, as one word. */
async function reader(scope: Scope) {
  const environment = path.join(await temporaryFolder(scope, 'grubenv'), 'grubenv')
  const control = grubBootControl({ environment, names, devices: { a: '/none/a', b: '/none/b' } })
  const slot = async (name: 'a' | 'b') =>
    `${await control.getState(name)}/${await control.attemptsLeft?.(name)}`
  return async ({ file, copy }: State) => {
    await writeFile(environment, file)
    await writeFile(`${environment}.copy`, copy)
    const primary = await control.getPrimary()
    return { primary, verdict: `${primary} a:${await slot('a')} b:${await slot('b')}` }
  }
}

describe('a cut in the middle of a write', { timeout: 120_000 }, () => {
  test('leaves the old or the new environment on a disk that writes sectors as a whole', async ({
    scope,
  }) => {
    const read = await reader(scope)
    for (const moment of await record(scope)) {
      const [old, fresh] = [await read(moment.before), await read(moment.after)]
      for (const state of crashStates(moment, wholeSectors)) {
        expect([old.verdict, fresh.verdict], moment.step).toContain((await read(state)).verdict)
        expect(readBlock(state.file), moment.step).toBeDefined()
      }
    }
  })

  test('leaves a slot that was or is to be booted, wherever inside of a sector it was torn', async ({
    scope,
  }) => {
    const read = await reader(scope)
    for (const moment of await record(scope)) {
      const primaries = [(await read(moment.before)).primary, (await read(moment.after)).primary]
      for (const state of crashStates(moment, prefixes).filter(distinct())) {
        expect(primaries, moment.step).toContain((await read(state)).primary)
      }
    }
  })

  test('that spoils sectors leaves the state of one step before, out of the copy', async ({ scope }) => {
    const read = await reader(scope)
    for (const moment of await record(scope)) {
      const known = [moment.before, moment.after].flatMap(({ file, copy }) => [
        { file, copy },
        { file: copy, copy },
      ])
      const verdicts = await sequence(known, async (state) => (await read(state)).verdict)
      for (const state of crashStates(moment, spoiled)) {
        expect(verdicts, moment.step).toContain((await read(state)).verdict)
      }
    }
  })

  test('that spoils the file before there is a copy cannot be undone', async ({ scope }) => {
    const environment = path.join(await temporaryFolder(scope, 'grubenv'), 'grubenv')
    await writeFile(environment, Buffer.alloc(1024))
    await rm(`${environment}.copy`, { force: true })
    const control = grubBootControl({ environment, names, devices: { a: '/none/a', b: '/none/b' } })
    await expect(control.getPrimary()).rejects.toThrow('no copy')
  })
})

function distinct(): (state: State) => boolean {
  const seen = new Set<string>()
  return ({ file, copy }) => {
    const key = `${file.toString('latin1')}${copy.toString('latin1')}`
    return !seen.has(key) && seen.add(key) !== undefined
  }
}

async function sequence<In, Out>(items: In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  for (const item of items) results.push(await work(item))
  return results
}
