import { expect, test } from 'vitest'
import { type FirmwareRecords, recordBook } from '../../../../agents/firmware/records.ts'
import type { Trial } from '../../../../agents/firmware/trial/trial.ts'
import type { Collection } from '../../../../platform/store/store.ts'

const trial: Trial = { activityId: 'campaign', version: '2', from: 'a', to: 'b', knownDumps: [] }
const failure = { cause: 'health', text: 'not well', at: '', activityId: 'campaign' } as const

/** A collection that takes its time, as a disk does. */
function slowCollection(): Collection<FirmwareRecords> {
  let kept: FirmwareRecords | undefined
  const soon = () => new Promise((resolve) => setImmediate(resolve))
  return {
    async read() {
      await soon()
      return structuredClone(kept)
    },
    async write(_id, document) {
      await soon()
      kept = document
    },
    remove: async () => {},
    list: async () => [],
  }
}

test('changes at the same time are all made, in their order', async () => {
  const records = recordBook(slowCollection(), 'rootfs')
  const record = { version: '2', integrity: 'sha256-x' }
  await Promise.all([
    records.noteTrial(trial),
    records.remember('b', record),
    records.noteFailure({ version: '2' }, failure),
    records.changeTrial('campaign', { switchedInBoot: 'boot-1' }),
  ])
  expect(await records.read()).toEqual({
    b: record,
    trial: { ...trial, switchedInBoot: 'boot-1' },
    history: [{ version: '2', trials: 1, fellBack: failure }],
  })
})

test('a trial that is over, or is that of another campaign, is not changed', async () => {
  const records = recordBook(slowCollection(), 'rootfs')
  await records.changeTrial('campaign', { secondBoots: 1 })
  expect(await records.read()).toEqual({})
  await records.noteTrial(trial)
  await records.changeTrial('another', { secondBoots: 1 })
  expect((await records.read()).trial).toEqual(trial)
})
