/**
 * The DOWNLOAD of a campaign with one container, as a process that can be killed:
 *
 *   node download-process.ts ENGINE-SOCKET STATE-FOLDER IMAGE ARTIFACTS-CONFIG
 *
 * Prints each progress, and at the end `brought`, with how much more memory it took meanwhile than before.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { artifactSettings } from '../../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../../agents/artifacts/store.ts'
import { createContainersAgent } from '../../../agents/containers/agent.ts'
import { createDockerEngine } from '../../../agents/containers/engine/docker-engine.ts'
import { containersSettings } from '../../../agents/containers/settings.ts'
import type { Scratch } from '../../../agents/sdk/agent.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { replaceFile } from '../../../platform/store/durable-file.ts'
import { createFileStore } from '../../../platform/store/file-store.ts'

const silent = () => {}
const log: Log = {
  ...{ error: silent, warn: silent, info: silent, debug: silent, trace: silent },
  child: () => log,
}
const [socket = '', folder = '', image = '', config = '{}'] = process.argv.slice(2)
const artifacts = JSON.parse(config)
const random = () => 0.5
const store = createArtifactStore(artifactSettings(artifacts), {
  ...{ folder: join(folder, 'artifacts'), domain: 'containers', clock: systemClock, log, random },
})
const agent = createContainersAgent(containersSettings({ artifacts }, 'test'), {
  ...{ engine: createDockerEngine(socket), clock: systemClock, log, random },
  store: createFileStore(folder, { clock: systemClock, log }),
})
const { signal } = new AbortController()
const memory = () => process.memoryUsage().rss / 2 ** 20
const activityId = 'campaign'
const operation = { activityId, artifacts: store.forOperation(activityId), log, signal }
const components = [{ id: 'app', version: '1', config: [{ key: 'image', value: image }] }]
const [action] = await agent.identify({ id: 'containers', components }, { ...operation, config: [] })
if (action) {
  const before = memory()
  let most = before
  const progress = (percent: number, message = '') => {
    most = Math.max(most, memory())
    console.log(`${Math.floor(percent)} ${message}`)
  }
  const context = { ...operation, attempt: 1, bootId: 'boot', scratch: durableScratch(), progress }
  await agent.download?.(action, context)
  console.log(`brought, ${Math.round(most - before)} MiB`)
}

function durableScratch(): Scratch {
  const file = join(folder, 'scratch.json')
  const values = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return {
    get: (key) => values[key],
    async set(key, value) {
      values[key] = value
      await replaceFile(file, JSON.stringify(values))
    },
  }
}
