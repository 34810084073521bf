/** The example configuration for whoever serves artifacts, in a real nginx, before the real downloader. */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssri from 'ssri'
import { expect } from 'vitest'
import { artifactSettings } from '../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../agents/artifacts/store.ts'
import { systemClock } from '../../platform/clock.ts'
import { systemDisk } from '../../platform/disk.ts'
import { test } from '../support/fixture.ts'
import { recordLog } from '../support/logging.ts'
import { freePort } from '../support/mosquitto.ts'
import { repository, startProcess } from '../support/process.ts'
import { isHere, programPath } from '../support/programs.ts'
import type { Scope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'

/** Serves the folder by the example, with another port and root. */
async function startNginx(scope: Scope, folder: string): Promise<string> {
  const port = await freePort()
  const example = await readFile(join(repository, 'examples/artifact-server/nginx.conf'), 'utf8')
  const server = example
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('root /srv/artifacts', `root ${folder}`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder};`)
    .join('\n')
  const config = join(folder, 'nginx.conf')
  const main = `daemon off; master_process off; pid ${folder}/pid; error_log stderr notice;`
  await writeFile(config, `${main}\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${server}\n}\n`)
  const nginx = startProcess(scope, 'nginx', ['-c', config], { env: { PATH: programPath }, name: 'nginx' })
  await nginx.waitForLine(/start worker|using the "\w+" event method/)
  return `http://127.0.0.1:${port}`
}

test.skipIf(!isHere('nginx'))('a download from nginx goes on where it was cut', async ({ scope }) => {
  const folder = await temporaryFolder(scope, 'nginx')
  await mkdir(join(folder, 'store'))
  const content = randomBytes(30_000_000)
  await writeFile(join(folder, 'app.tar.gz'), content)
  const source = `${await startNginx(scope, folder)}/app.tar.gz`

  const answer = await fetch(source, { headers: { range: 'bytes=100-199', 'accept-encoding': 'gzip' } })
  expect(answer.status).toBe(206)
  expect(answer.headers.get('etag')).toMatch(/^"/)
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(Buffer.from(await answer.arrayBuffer()).equals(content.subarray(100, 200))).toBe(true)

  const integrity = String(ssri.fromData(content, { algorithms: ['sha256'] }))
  const artifact = { sources: [source], integrity, size: content.length }
  const open = () =>
    createArtifactStore(artifactSettings({}, {}), {
      folder: join(folder, 'store'),
      domain: 'software',
      disk: systemDisk,
      clock: systemClock,
      log: recordLog(),
      random: Math.random,
    }).forOperation('campaign')
  const stop = new AbortController()
  const reason = new Error('cut')
  const cut = open().fetch(artifact, {
    signal: stop.signal,
    onProgress: ({ received }) => received > 0 && stop.abort(reason),
  })
  await expect(cut).rejects.toBe(reason)
  const begun: number[] = []
  const { path } = await open().fetch(artifact, {
    signal: new AbortController().signal,
    onProgress: ({ received }) => begun.push(received),
  })
  expect(begun[0]).toBeGreaterThan(0)
  expect((await readFile(path)).equals(content)).toBe(true)
})
