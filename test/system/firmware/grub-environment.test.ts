/** GRUB's environment block against the real grub-editenv. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import { editBlock, readBlock } from '../../../agents/firmware/boot/grub/block.ts'
import { test } from '../../support/fixture.ts'
import { inBatches, quoted, runProgram, runShell } from '../../support/program-batch.ts'
import { isHere } from '../../support/programs.ts'
import { randomCases } from '../../support/sampling.ts'
import { temporaryFolder } from '../../support/temp.ts'

const environments = randomCases(10_000)
const seed = 4

/** Bytes, with a preference for those that mean something. Values of a C string: without 0. */
const byte = fc.oneof(
  fc.constantFrom('\\', '\n', '#', '=', "'", ' ', 'a', 'A', '1'),
  fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
)
const value = fc.array(byte, { maxLength: 30 }).map((bytes) => bytes.join(''))
const name = fc
  .array(byte, { minLength: 1, maxLength: 12 })
  .map((bytes) => bytes.join(''))
  .filter((text) => !/^[-#]|[=\n\\]/.test(text)) // grub-editenv takes a leading dash for an option
const variables = fc.array(fc.tuple(name, value), { maxLength: 10 })
/** Set first, and then some of them again along with others. */
const history = fc.record({ first: variables, second: variables, again: fc.nat({ max: 10 }) })

test.skipIf(!isHere('grub-editenv'))(
  `${environments} random environments are read and written as grub-editenv does, byte for byte`,
  { timeout: 1_200_000 },
  async ({ scope }) => {
    const empty = await emptyBlock(await temporaryFolder(scope, 'grubenv'))
    const samples = fc.sample(history, { numRuns: environments, seed }).map(({ first, second, again }) => {
      const changed = first
        .slice(0, again)
        .map(([key], index): [string, string] => [key, second[index]?.[1] ?? ''])
      return [new Map(first), new Map([...changed, ...second])] as const
    })
    await inBatches(scope, samples, (folder, batch) => compare(folder, empty, batch))
  },
)

async function emptyBlock(folder: string): Promise<Buffer> {
  const file = path.join(folder, 'empty')
  await runProgram('grub-editenv', file, 'create')
  return readFile(file)
}

type History = readonly [Map<string, string>, Map<string, string>]

/** Ours is in the file `o…`, to be listed by grub-editenv; grub-editenv's own is in `g…`. */
async function compare(folder: string, empty: Buffer, samples: History[]): Promise<void> {
  const ours = samples.map(([first, second]) => editBlock(editBlock(empty, first), second))
  const files = ours.map((block, index) => writeFile(path.join(folder, `o${index}`), block))
  const theirs = samples.map((_, index) => writeFile(path.join(folder, `g${index}`), empty))
  await Promise.all([...files, ...theirs])
  const output = await runShell(
    folder,
    samples.flatMap(([first, second], index) => [
      ...[first, second]
        .filter((map) => map.size > 0)
        .map((map) => `grub-editenv g${index} set ${words(map)}`),
      `grub-editenv o${index} list; printf '\\0'`,
    ]),
  )
  const listed = output.split('\0')
  for (const [index, [first, second]] of samples.entries()) {
    const expected = new Map([...first, ...second])
    expect(listed[index]).toBe([...expected].map(([key, text]) => `${key}=${text}\n`).join(''))
    const written = await readFile(path.join(folder, `g${index}`))
    expect(written.equals(ours[index] ?? empty)).toBe(true)
    expect(readBlock(written)).toEqual(expected)
  }
}

function words(...maps: Map<string, string>[]): string {
  return maps.flatMap((map) => [...map].map(([key, text]) => quoted(`${key}=${text}`))).join(' ')
}

test.skipIf(!isHere('grub-editenv'))(
  'the example for GRUB is a script, and the environment it asks for is one that Godwit leaves as it is',
  async ({ scope }) => {
    const example = path.join(import.meta.dirname, '../../../examples/boot/grub.cfg')
    await runProgram('grub-script-check', example)
    const folder = await temporaryFolder(scope, 'grubenv')
    const head = (await readFile(example, 'utf8')).split('\n')
    const commands = head.filter((line) => line.startsWith('#   grub-editenv')).map((line) => line.slice(1))
    expect(commands).toHaveLength(2)
    await runShell(folder, commands)
    const block = await readFile(path.join(folder, 'grubenv'))
    const names = ['A_TRIAL', 'A_TRY', 'A_OK', 'B_TRIAL', 'B_TRY', 'B_OK', 'ORDER']
    expect([...(readBlock(block) ?? [])].map(([key]) => key)).toEqual(names)
    expect(editBlock(block, new Map([['B_OK', '0']]), names)).toEqual(block)
  },
)
