import { createHash, randomBytes } from 'node:crypto'
import { appendFile, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Clock, systemClock } from '../../../../platform/clock.ts'
import { recordLog } from '../../../support/logging.ts'
import { appendTo, openPart, type PartPlace } from '../../../support/part-files.ts'
import { newScope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

const content = randomBytes(2_300)

/** A part of which 2,000 bytes are recorded in steps of 500, and 300 more are written. */
async function partLeftBehind(): Promise<PartPlace> {
  const place = await emptyPlace()
  const part = await openPart(place)
  await appendTo(part, content)
  await part.close()
  return place
}

async function emptyPlace(): Promise<PartPlace> {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const folder = await temporaryFolder(scope, 'part')
  return { part: path.join(folder, 'part'), ledger: path.join(folder, 'ledger') }
}

async function reopen(place: PartPlace, algorithm = 'sha256') {
  const log = recordLog()
  const part = await openPart(place, { algorithm, log })
  const { size } = part
  const integrity = part.integrity()
  await part.close()
  expect((await stat(place.part)).size).toBe(size)
  expect((await readFile(place.part)).equals(content.subarray(0, size))).toBe(true)
  return { size, integrity, logged: JSON.stringify(log.fields) }
}

async function overwrite(file: string, at: number, bytes: number): Promise<void> {
  const all = await readFile(file)
  all.fill(0x55, at, at + bytes)
  await writeFile(file, all)
}

describe('a part that a killed process has left', () => {
  test('is kept up to what was recorded, with the hash of just that, and the log says what was cut', async () => {
    const place = await partLeftBehind()
    const { size, integrity, logged } = await reopen(place)
    expect(size).toBe(2_000)
    expect(integrity).toBe(
      `sha256-${createHash('sha256').update(content.subarray(0, 2_000)).digest('base64')}`,
    )
    expect(logged).toMatch(/"found":2300.*"kept":2000.*not yet recorded/)
    expect((await reopen(place)).logged).toBe('[]')
  })

  test('loses nothing when what came last was recorded in good order', async () => {
    const place = await emptyPlace()
    const part = await openPart(place)
    await appendTo(part, content)
    await part.record()
    await part.close()
    expect(await reopen(place)).toMatchObject({ size: 2_300, logged: '[]' })
  })

  test.each([
    ['without a ledger is worth nothing', (place: PartPlace) => rm(place.ledger), 0],
    ['with an empty ledger is worth nothing', (place: PartPlace) => truncate(place.ledger, 0), 0],
    ['with garbage for a ledger is worth nothing', (place: PartPlace) => writeFile(place.ledger, content), 0],
    ['with a torn last record goes on from the one before', tearLedger, 1_500],
    [
      'with garbage behind the records goes on',
      (place: PartPlace) => appendFile(place.ledger, '0 9 zz'),
      2_000,
    ],
    [
      'shorter than recorded is kept as far as it goes',
      (place: PartPlace) => truncate(place.part, 1_800),
      1_500,
    ],
    ['that is empty begins anew', (place: PartPlace) => truncate(place.part, 0), 0],
    ['that is gone begins anew', (place: PartPlace) => rm(place.part), 0],
    ['longer than recorded loses the rest', (place: PartPlace) => appendFile(place.part, content), 2_000],
    [
      'with garbage in the middle is kept up to there',
      (place: PartPlace) => overwrite(place.part, 1_200, 10),
      1_000,
    ],
    ['with garbage at its start is worth nothing', (place: PartPlace) => overwrite(place.part, 0, 1), 0],
  ])('%s', async (_, spoil, kept) => {
    const place = await partLeftBehind()
    await spoil(place)
    expect((await reopen(place)).size).toBe(kept)
    // And it can be gone on with from there.
    const part = await openPart(place)
    await appendTo(part, content.subarray(kept, kept + 200))
    await part.record()
    await part.close()
    expect((await reopen(place)).size).toBe(kept + 200)
  })

  test('with records of another algorithm is worth nothing', async () => {
    expect((await reopen(await partLeftBehind(), 'sha512')).size).toBe(0)
  })
})

async function tearLedger(place: PartPlace): Promise<void> {
  await truncate(place.ledger, (await stat(place.ledger)).size - 5)
}

test('a part of which one sync has failed is never called whole, though the next sync would succeed', async () => {
  const place = await emptyPlace()
  const handle = await open(place.part, 'w')
  const disk = vi.spyOn(Object.getPrototypeOf(handle), 'datasync')
  onTestFinished(() => disk.mockRestore())
  await handle.close()
  const part = await openPart(place)
  disk.mockRejectedValueOnce(Object.assign(new Error('bad block'), { code: 'EIO' }))
  await appendTo(part, content.subarray(0, 500))
  await expect(part.sync()).rejects.toThrow('bad block')
  await part.close()
  expect((await reopen(place)).size).toBe(0)
})

test('a part that begins anew keeps no record of what was before', async () => {
  const place = await partLeftBehind()
  const part = await openPart(place)
  await part.restart()
  await part.close()
  await writeFile(place.part, content)
  expect((await reopen(place)).size).toBe(0)
})

test('what comes slowly is recorded after some seconds', async () => {
  const place = await emptyPlace()
  let now = 0
  const clock: Clock = { ...systemClock, steady: () => now }
  const part = await openPart(place, { clock })
  await appendTo(part, content.subarray(0, 10))
  now += 9_000
  await appendTo(part, content.subarray(10, 20))
  now += 1_000
  await appendTo(part, content.subarray(20, 30))
  await appendTo(part, content.subarray(30, 40))
  await part.close()
  expect((await reopen(place)).size).toBe(30)
})
