/**
 * Carries out operations that all need the same artifact, one after the other, as an agent among several:
 *
 *   node operations-process.ts STORE-FOLDER DOMAIN COUNT DESCRIPTION
 *
 * Each operation fetches the artifact, reads it, and ends; some commit, some do not. Prints `whole COUNT` when it was
 * there and right in each of them.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { integrityOf } from '../../../agents/artifacts/content/integrity.ts'
import { artifactSettings } from '../../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../../agents/artifacts/store.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'

const silent = () => {}
const log: Log = { error: silent, warn: silent, info: silent, debug: silent, trace: silent, child: () => log }
const [folder = '', domain = '', count = '', description = ''] = process.argv.slice(2)
const artifact = JSON.parse(description)
const store = createArtifactStore(artifactSettings({ keepParts: '0s' }, {}), {
  ...{ folder, domain, log },
  clock: systemClock,
  random: Math.random,
})
const { signal } = new AbortController()

for (let operation = 0; operation < Number(count); operation += 1) {
  const artifacts = store.forOperation(String(operation))
  await artifacts.reserve([{ artifact }])
  const { path } = await artifacts.fetch(artifact, { signal })
  const hex = createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
  if (integrityOf({ algorithm: 'sha256', hex }) !== artifact.integrity) throw new Error('other bytes')
  if (!(await artifacts.find(artifact))) throw new Error('gone')
  await store.endOperation(String(operation), { committed: operation % 3 > 0 })
}
console.log(`whole ${count}`)
