import { expect, test } from 'vitest'
import type {
  ArtifactDescription,
  Artifacts,
  FetchProgress,
} from '../../../../../agents/artifacts/artifacts.ts'
import { fetchBlobs } from '../../../../../agents/containers/images/fetch-blobs.ts'

const partSize = 100
const blobOf = (name: string, size: number): ArtifactDescription => ({ sources: [name], size })

/** Fetches that end when they are told to. */
function heldFetches() {
  const underWay = new Map<
    string,
    { size: number; end(error?: Error): void; tell(progress: FetchProgress): void }
  >()
  let most = 0
  const fetch: Artifacts['fetch'] = ({ sources: [name = ''], size = 0 }, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        underWay.delete(name)
        finish()
      }
      const end = (error?: Error) =>
        settle(() => (error ? reject(error) : resolve({ path: name, size, integrity: '' })))
      signal.addEventListener('abort', () => settle(() => reject(signal.reason)))
      underWay.set(name, { size, end, tell: (progress) => onProgress?.(progress) })
      most = Math.max(
        most,
        [...underWay.values()].reduce((sum, one) => sum + Math.min(one.size, partSize / 2), 0),
      )
    })
  const tick = () => new Promise((resolve) => setImmediate(resolve))
  return { artifacts: { fetch } as Artifacts, underWay, tick, mostAtRisk: () => most }
}

function start(blobs: ArtifactDescription[], atOnce: number, signal = new AbortController().signal) {
  const held = heldFetches()
  const told: FetchProgress[] = []
  const onProgress = (progress: FetchProgress) => void told.push(progress)
  const options = { access: async () => ({}), signal, atOnce, partSize, onProgress }
  const result = fetchBlobs(blobs, held.artifacts, options)
  result.catch(() => {})
  return { ...held, told, result }
}

test.each([1, 2, 3, 8])(
  '%i blobs at once put no more than a part at risk, and all arrive in their order',
  async (atOnce) => {
    const sizes = [500, 10, 400, 30, 7, 900, 3, 50, 2]
    const { result, underWay, tick, mostAtRisk } = start(
      sizes.map((size, index) => blobOf(`${index}`, size)),
      atOnce,
    )
    await tick()
    while (underWay.size > 0) {
      expect(underWay.size).toBeLessThanOrEqual(atOnce)
      for (const { end } of [...underWay.values()]) end()
      await tick()
    }
    expect((await result).map(({ path, size }) => [path, size])).toEqual(
      sizes.map((size, index) => [`${index}`, size]),
    )
    expect(mostAtRisk()).toBeLessThanOrEqual(partSize)
  },
)

test('several blobs are told of as one download', async () => {
  const { result, underWay, tick, told } = start([blobOf('large', 900), blobOf('small', 50)], 2)
  await tick()
  underWay.get('large')?.tell({ received: 300, bytesPerSecond: 40 })
  expect(told.at(-1)).toMatchObject({ received: 300, total: 950, bytesPerSecond: 40, remainingMs: 16_250 })
  const waiting = { reason: 'a pause' }
  underWay.get('small')?.tell({ received: 10, waiting })
  expect(told.at(-1)).not.toHaveProperty('waiting')
  underWay.get('large')?.tell({ received: 300, waiting })
  expect(told.at(-1)).toEqual({ received: 310, total: 950, waiting })
  for (const { end } of [...underWay.values()]) end()
  await result
  expect(told.at(-1)).toEqual({ received: 950, total: 950 })
})

test('the first failure stops the others', async () => {
  const { result, underWay, tick } = start(
    [blobOf('large', 900), blobOf('small', 50), blobOf('other', 900)],
    2,
  )
  await tick()
  underWay.get('small')?.end(new Error('broken'))
  await expect(result).rejects.toThrow('broken')
  expect([...underWay.keys()]).toEqual([])
})

test('whoever is told to stop stops with that reason', async () => {
  const controller = new AbortController()
  const { result, tick } = start([blobOf('large', 900)], 2, controller.signal)
  await tick()
  controller.abort(new Error('paused'))
  await expect(result).rejects.toThrow('paused')
})
