/**
 * A part under power cuts: appends and checkpoints in any order, then a cut that leaves noise, or nothing, behind the last
 * byte that was synced, and a torn ledger; again and again, each time going on from what was kept.
 */
import { copyFile, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import type { PartFile } from '../../agents/artifacts/download/part-file.ts'
import { appendTo, openPart, type PartPlace } from '../support/part-files.ts'
import { newScope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'

const content = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 251))
const partSize = 600

interface Cut {
  /** How much is left of what was not synced; 0 to 1. */
  dataLeft: number
  noise: 'none' | 'in place' | 'longer'
  ledgerLeft: number
  ledgerNoise: Uint8Array
}

type Step = { what: 'append'; bytes: number } | { what: 'record' } | ({ what: 'cut' } & Cut)

const fraction = fc.double({ min: 0, max: 1, noNaN: true })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ what: fc.constant('append' as const), bytes: fc.integer({ min: 1, max: 900 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'record' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('cut' as const),
      dataLeft: fraction,
      noise: fc.constantFrom('none' as const, 'in place' as const, 'longer' as const),
      ledgerLeft: fraction,
      ledgerNoise: fc.uint8Array({ maxLength: 100 }),
    }),
  },
)

it('keeps a true beginning after every power cut, and never less than what was recorded', async () => {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const folder = await temporaryFolder(scope, 'cuts')
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      run += 1
      await live(path.join(folder, String(run)), [...steps, { what: 'cut', ...mildCut }])
    }),
    { numRuns: 150 },
  )
})

const mildCut: Cut = { dataLeft: 0.5, noise: 'in place', ledgerLeft: 0.5, ledgerNoise: new Uint8Array() }

async function live(folder: string, steps: Step[]): Promise<void> {
  let lives = 0
  let place = await placeIn(path.join(folder, '0'))
  let part = await openPart(place, { partSize })
  /** What the last completed checkpoint is known to hold, and the length of the ledger with it. */
  let sure = { end: 0, ledger: 0 }
  for (const step of steps) {
    if (step.what === 'append') {
      await appendTo(part, content.subarray(part.size, part.size + step.bytes))
    } else if (step.what === 'record') {
      await part.record()
      sure = { end: part.size, ledger: (await stat(place.ledger)).size }
    } else {
      const atRisk = part.size - partSize
      lives += 1
      const next = await placeIn(path.join(folder, String(lives)))
      await cutPower(place, next, sure, step)
      await part.close()
      place = next
      part = await openPart(place, { partSize })
      await expectTrueBeginning(part, place)
      expect(part.size).toBeGreaterThanOrEqual(sure.end)
      if (step.ledgerLeft === 1) expect(part.size).toBeGreaterThanOrEqual(atRisk)
      sure = { end: part.size, ledger: (await stat(place.ledger)).size }
    }
  }
  await part.close()
}

async function placeIn(folder: string): Promise<PartPlace> {
  await mkdir(folder, { recursive: true })
  return { part: path.join(folder, 'part'), ledger: path.join(folder, 'ledger') }
}

/** What the disk holds afterwards is made as a copy: the process that wrote it knows nothing of it. */
async function cutPower(
  from: PartPlace,
  to: PartPlace,
  sure: { ledger: number },
  { dataLeft, noise, ledgerLeft, ledgerNoise }: Cut,
): Promise<void> {
  await copyFile(from.ledger, to.ledger)
  await copyFile(from.part, to.part)
  const { size } = await stat(to.ledger)
  await truncate(to.ledger, between(sure.ledger, size, ledgerLeft))
  const kept = await readFile(to.ledger)
  await writeFile(to.ledger, Buffer.concat([kept, ledgerNoise]))
  // Bytes are synced before they are recorded: those of whole lines are there.
  const synced = lastEnd(kept.toString('latin1'))
  const data = await readFile(to.part)
  const left = between(synced, data.length, dataLeft)
  const rest = noise === 'none' ? 0 : data.length - left + (noise === 'longer' ? 500 : 0)
  await writeFile(to.part, Buffer.concat([data.subarray(0, left), Buffer.alloc(rest, 0xee)]))
}

function lastEnd(ledger: string): number {
  const lines = ledger.split('\n').slice(1, -1)
  return Math.max(0, ...lines.map((line) => Number(line.split(' ')[1])))
}

function between(low: number, high: number, share: number): number {
  return low + Math.floor((high - low) * share)
}

async function expectTrueBeginning(part: PartFile, place: PartPlace): Promise<void> {
  const kept = await readFile(place.part)
  expect(kept.length).toBe(part.size)
  expect(kept.equals(content.subarray(0, part.size))).toBe(true)
}
