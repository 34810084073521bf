/** U-Boot's environment against the real fw_printenv and fw_setenv of libubootenv. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Variables } from '../../../agents/firmware/boot/environment.ts'
import { ubootEnvironment } from '../../../agents/firmware/boot/uboot/environment.ts'
import { type Image, newerCopy, readImage, writeImage } from '../../../agents/firmware/boot/uboot/image.ts'
import { test } from '../../support/fixture.ts'
import { inBatches, runShell } from '../../support/program-batch.ts'
import { isHere } from '../../support/programs.ts'
import { randomCases } from '../../support/sampling.ts'
import { memoryFolder } from '../../support/temp.ts'
import { tornBlocks } from '../../support/torn-writes.ts'

const environments = randomCases(10_000)
const seed = 5
const size = 0x600

const byte = fc.oneof(
  fc.constantFrom('=', '#', '$', '{', ';', "'", '\\', ' ', 'a', 'A', '1'),
  fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
)
const value = fc.array(byte, { maxLength: 40 }).map((bytes) => bytes.join(''))
const name = fc
  .array(byte, { minLength: 1, maxLength: 12 })
  .map((bytes) => bytes.join(''))
  .filter((text) => !text.includes('='))
const variables = fc.array(fc.tuple(name, value), { maxLength: 10 }).map((entries) => new Map(entries))
/** What the script of fw_setenv can say: lines, the first byte no `#`, no value empty or with an end of line. */
const changes = variables.map((map) => {
  const lines = [...map].filter(
    ([key, text]) => !/^#|[\r\n]/.test(key) && !/[\r\n]/.test(text) && text !== '',
  )
  return new Map(lines)
})
const counter = fc.oneof(fc.constantFrom(0, 1, 254, 255), fc.nat({ max: 255 }))
const image = fc.record({ variables, counter })
const sample = fc.record({
  copies: fc.oneof(
    fc.tuple(image),
    fc.tuple(image, image),
    fc.tuple(image, fc.constant(undefined)),
    fc.tuple(fc.constant(undefined), image),
  ),
  offset: fc.nat({ max: 700 }),
  changes,
})

/** Copies in one file, one after the other from the offset on; one without an image is broken. */
interface Sample {
  copies: readonly (Image | undefined)[]
  offset: number
  changes: Map<string, string>
}

test.skipIf(!isHere('fw_printenv'))(
  `${environments} random environments are read and written as fw_printenv and fw_setenv do`,
  { timeout: 600_000 },
  async ({ scope }) => {
    await inBatches<Sample>(scope, fc.sample(sample, { numRuns: environments, seed }), compare)
  },
)

/** The environment `e…`, made here, is read by us and by fw_printenv; then fw_setenv changes it. */
async function compare(folder: string, samples: Sample[]): Promise<void> {
  const at = (file: string) => path.join(folder, file)
  for (const [index, one] of samples.entries()) {
    await writeFile(at(`e${index}`), fileOf(one))
    await writeFile(at(`c${index}`), configOf(at(`e${index}`), one))
    await writeFile(at(`s${index}`), textOf(one.changes), 'latin1')
    const { variables } = currentOf(one.copies)
    const read = await ubootEnvironment({ configFile: at(`c${index}`) }).read()
    expect(read).toEqual(variables)
  }
  const output = await runShell(
    folder,
    samples.map((_, index) => `fw_printenv -c c${index}; printf '\\0'; fw_setenv -c c${index} -s s${index}`),
  )
  const printed = output.split('\0')
  for (const [index, one] of samples.entries()) {
    expect(printed[index]).toBe(textOf(currentOf(one.copies).variables))
    expectWritten(one, await readFile(at(`e${index}`)))
  }
}

/** That fw_setenv has written what we would have, and nothing else. */
function expectWritten(one: Sample, file: Buffer): void {
  const isRedundant = one.copies.length === 2
  const { variables, counter } = currentOf(one.copies)
  const next = {
    variables: new Map([...variables, ...one.changes]),
    counter: isRedundant ? ((counter ?? 0) + 1) % 256 : undefined,
  }
  const target = isRedundant ? 1 - (newerCopy(one.copies) ?? 0) : 0
  const ours = fileOf(one)
  const place = one.offset + target * size
  const written = file.subarray(place, place + size)
  expect(readImage(written, isRedundant)).toEqual(next)
  // Behind the end of the list it leaves what was in its memory, and that is in the checksum.
  const list = writeImage(next, size)
  const end = (isRedundant ? 5 : 4) + textOf(next.variables).length + 1
  expect(written.subarray(4, end)).toEqual(list.subarray(4, end))
  written.copy(ours, place)
  expect(file.equals(ours)).toBe(true)
}

function currentOf(copies: readonly (Image | undefined)[]): Image {
  const current = copies[newerCopy(copies) ?? 0]
  if (!current) throw new Error('a sample without a sound copy')
  return current
}

function fileOf({ copies, offset }: Sample): Buffer {
  const redundant = copies.length === 2
  const bytes = copies.map((copy) => {
    if (!copy) return Buffer.alloc(size, 0xa5)
    return writeImage({ ...copy, counter: redundant ? copy.counter : undefined }, size)
  })
  return Buffer.concat([Buffer.alloc(offset, 0x5a), ...bytes])
}

function configOf(file: string, { copies, offset }: Sample): string {
  return copies.map((_, index) => `${file} ${offset + index * size} 0x${size.toString(16)}\n`).join('')
}

/** Sorted as fw_printenv prints them, which is as they are in the environment. */
function textOf(map: Variables): string {
  return [...map]
    .map(([key, text]) => ({ key, line: `${key}=${text}\n` }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ line }) => line)
    .join('')
}

test.skipIf(!isHere('fw_printenv'))(
  'after a cut with any block of a write lost or torn, fw_printenv finds the old or the new environment',
  { timeout: 300_000 },
  async ({ scope }) => {
    const folder = await memoryFolder(scope, 'uboot')
    const versions = ['old', 'new'].map(
      (word) =>
        new Map([
          ['a', word.repeat(200)],
          ['BOOT_ORDER', word],
        ]),
    )
    const [old, fresh] = versions.map((variables, index) =>
      writeImage({ variables, counter: (index + 255) & 255 }, size),
    )
    if (!old || !fresh) throw new Error('two versions')
    const stale = writeImage({ variables: new Map([['a', 'older']]), counter: 254 }, size)
    const states = tornBlocks(stale, fresh, [4, 5, 6, 100, 256, 511]).map((copy) =>
      Buffer.concat([old, copy]),
    )
    for (const [index, state] of states.entries()) {
      await writeFile(path.join(folder, `e${index}`), state)
      const place = path.join(folder, `e${index}`)
      await writeFile(path.join(folder, `c${index}`), `${place} 0 600\n${place} 0x600 600\n`)
    }
    const output = await runShell(
      folder,
      states.map((_, index) => `fw_printenv -c c${index}; printf '\\0'`),
    )
    const seen = new Set(output.split('\0').filter(Boolean))
    expect(seen).toEqual(new Set(versions.map(textOf)))
  },
)
