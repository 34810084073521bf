/** Images that come packed: the slot gets, and is compared with, what they unpack to. */
import { randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import ssri from 'ssri'
import { expect, test } from 'vitest'
import type { KeyValue } from '../../../../../spec/index.ts'
import { desired, deviceFixture, type Fixture, install, plan, slotSize } from '../fixture.ts'

const content = Buffer.concat([randomBytes(500_000), Buffer.alloc(1_000_000)])
const integrity = String(ssri.fromData(content, { algorithms: ['sha384'] }))
const pair = (key: string, value: string): KeyValue => ({ key, value })
const declared = [pair('unpackedIntegrity', integrity), pair('unpackedSize', String(content.length))]
const holdsContent = async (slot: string) =>
  (await readFile(slot)).subarray(0, content.length).equals(content)

async function update(fixture: Fixture, config: KeyValue[]): Promise<void> {
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('1.0', config))
  await agent.update?.(action, fixture.context())
}

test.each([
  ['gzip', gzipSync(content)],
  ['zstd', zstdCompressSync(content)],
])('an image packed with %s is installed, with or without what it unpacks to', async (packed, bytes) => {
  for (const more of [[], declared]) {
    const fixture = await deviceFixture()
    await install(fixture, '1.0', await fixture.image(bytes, [pair('packed', packed), ...more]))
    expect(await holdsContent(fixture.slots.b)).toBe(true)
    expect(await fixture.boot.getState('b')).toBe('good')
  }
})

test('an update that is repeated after all was written reads the slot back, and writes it again where it is not right', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(gzipSync(content), [pair('packed', 'gzip')])
  await update(fixture, config)
  const seen: string[] = []
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('1.0', config))
  const context = fixture.context({
    progress: (_, message = '') => void seen.push(message),
  })
  await agent.update?.(action, context)
  expect(new Set(seen)).toEqual(new Set(['reading back slot b']))
  const slot = await open(fixture.slots.b, 'r+')
  await slot.write(Buffer.from('damage'), 0, 6, 1_000_000)
  await slot.close()
  await agent.update?.(action, context)
  expect(seen.at(-1)).toBe('slot b: wrote 4.1 kB of 1.5 MB, the rest was there already')
  expect(await holdsContent(fixture.slots.b)).toBe(true)
})

test('what unpacks to something else than declared never counts', async () => {
  const other = gzipSync(Buffer.from('something else'))
  const cases: [KeyValue[], string][] = [
    [[pair('unpackedIntegrity', integrity)], 'INTEGRITY_MISMATCH'],
    [[pair('unpackedSize', String(content.length))], 'SIZE_MISMATCH'],
  ]
  for (const [more, code] of cases) {
    const fixture = await deviceFixture()
    const config = await fixture.image(other, [pair('packed', 'gzip'), ...more])
    await expect(update(fixture, config)).rejects.toMatchObject({ code })
    expect(await fixture.records.read('rootfs')).not.toHaveProperty('b')
    expect(await fixture.boot.getState('b')).toBe('bad')
  }
})

test('an image whose declared unpacked size is beyond the slot is refused by the plan', async () => {
  const fixture = await deviceFixture()
  const size = pair('unpackedSize', String(slotSize + 1))
  const config = await fixture.image(gzipSync(content), [pair('packed', 'gzip'), size])
  await expect(update(fixture, config)).rejects.toMatchObject({ code: 'SLOT_TOO_SMALL' })
})
