/** Fetches one artifact into a store, as an agent does: `node fetch-artifact.ts FOLDER URL INTEGRITY [RANGES]`. */
import { join } from 'node:path'
import { artifactSettings } from '../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../agents/artifacts/store.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLog } from '../../platform/log.ts'

const [folder = '', url = '', integrity = '', ranges = '1'] = process.argv.slice(2)
const ports = {
  folder: join(folder, 'store'),
  domain: 'software',
  clock: systemClock,
  log: createLog(),
  random: Math.random,
}
const artifacts = createArtifactStore(artifactSettings({ ranges: Number(ranges) }), ports).forOperation(
  'bench',
)
await artifacts.fetch({ sources: [url], integrity }, { signal: new AbortController().signal })
