/**
 * Fetches one artifact, as a process that can be killed:
 *
 *   node fetch-process.ts STORE-FOLDER DESCRIPTION [CONFIG]
 *
 * DESCRIPTION is the artifact as JSON, CONFIG the configuration of artifacts. Prints each progress, and `stored PATH` at the end.
 */
import { artifactSettings } from '../../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../../agents/artifacts/store.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'

const silent = () => {}
const log: Log = { error: silent, warn: silent, info: silent, debug: silent, trace: silent, child: () => log }
const [folder = '', description = '', config = '{}'] = process.argv.slice(2)
const artifacts = createArtifactStore(artifactSettings(JSON.parse(config)), {
  folder,
  domain: 'software',
  clock: systemClock,
  log,
  random: Math.random,
}).forOperation('campaign')
const stored = await artifacts.fetch(JSON.parse(description), {
  signal: new AbortController().signal,
  onProgress: ({ received }) => console.log(`received ${received}`),
})
console.log(`stored ${stored.path}`)
