import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { expect, onTestFinished } from 'vitest'
import { artifactSettings } from '../../../../../agents/artifacts/settings.ts'
import { parseReference } from '../../../../../agents/containers/images/reference.ts'
import type { RegistrySettings } from '../../../../../agents/containers/images/registries.ts'
import { openRepository, type Repository } from '../../../../../agents/containers/images/registry.ts'
import type { RegistryTools } from '../../../../../agents/containers/images/registry-tools.ts'
import { GodwitError } from '../../../../../spec/index.ts'
import { digestOf, type Pushed } from '../../../../support/docker-registry.ts'
import { hurriedClock } from '../../../../support/hurried-clock.ts'
import { recordLog } from '../../../../support/logging.ts'
import { newScope } from '../../../../support/scope.ts'

/** What must never be in a message or a log. */
const secrets = /s3cret|pa55|t0ken|dXNlcjpwYTU1/

export interface Asked {
  url: string
  authorization: string | undefined
}

export interface FakeServer {
  /** `127.0.0.1:34567`. */
  readonly name: string
  readonly asked: Asked[]
}

/** A server that answers as it is told. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<FakeServer> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization })
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const scope = newScope()
  scope.defer(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  onTestFinished(() => scope.release())
  return { name: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** Answers with the manifest, whatever the digest. */
export function giveManifest(response: ServerResponse, { manifest, mediaType }: Pushed, headers = {}): void {
  response.writeHead(200, {
    'content-type': mediaType,
    'docker-content-digest': digestOf(manifest),
    ...headers,
  })
  response.end(manifest)
}

export interface Opened extends Repository {
  /** All lines of the log, and waits that were told. */
  told(): string
  waits: (string | undefined)[]
}

/** The repository `app` of that registry. */
export function openApp(registry: string, settings: RegistrySettings = {}): Opened {
  const log = recordLog()
  const waits: (string | undefined)[] = []
  const tools: RegistryTools = {
    registries: { [registry]: settings },
    settings: { ...artifactSettings({}, {}), retries: 2 },
    clock: hurriedClock(),
    log,
    random: () => 0.5,
  }
  const { signal } = new AbortController()
  const onWait = (wait: { reason: string } | undefined) => void waits.push(wait?.reason)
  const repository = openRepository(parseReference(`${registry}/app`), { signal, onWait }, tools)
  return { ...repository, waits, told: () => inspect([log.lines, log.fields, waits], { depth: 20 }) }
}

/** What it fails with, which holds no secret wherever one looks. */
export async function failureOf(repository: Opened, name = 'latest'): Promise<GodwitError> {
  const error = await repository.manifest(name).then(
    () => new Error('there is no failure'),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(GodwitError)
  expect(inspect(error, { depth: 20, showHidden: true }) + repository.told()).not.toMatch(secrets)
  return error
}
