/** The real registry: docker-registry on a free loopback port and a private folder, and a small client that pushes. */
import { createHash, createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe } from 'vitest'
import { type Certificates, makeCertificates } from './certificates.ts'
import { freePort } from './mosquitto.ts'
import { startProcess } from './process.ts'
import { type RegistryFront, startRegistryFront } from './registry-front.ts'
import type { Scope } from './scope.ts'
import { temporaryFolder } from './temp.ts'

const program = '/usr/bin/docker-registry'

/** `describe` for tests that need a registry; where it is not installed they are skipped, and their name says why. */
export function describeWithRegistry(name: string, tests: () => void): void {
  if (existsSync(program)) describe(name, tests)
  else describe.skip(`${name} (needs apt-get install docker-registry)`, tests)
}

export interface RegistryOptions {
  /** What it wants: `user` and `pa55` itself, or a token that a maker of tokens gives for them. */
  auth?: 'basic' | 'token'
  /** How long a token is good. */
  tokenSeconds?: number
  /** Speaks https. */
  tls?: Certificates
}

export interface DockerRegistry extends RegistryFront {
  /** Pushes what is pushed, and tags it. Blobs first. Answers the digest of the manifest. */
  push(repository: string, tag: string, image: Pushed): Promise<string>
}

export interface Pushed {
  blobs: Buffer[]
  manifest: string
  mediaType: string
}

export const user = { username: 'user', password: 'pa55' }
/** bcrypt of the password, for `htpasswd`. */
const passwordHash = '$2b$05$abcdefghijklmnopqrstuudf3HefogPKF0jsklyPu4pStEPtwqax6'

export async function startDockerRegistry(
  scope: Scope,
  options: RegistryOptions = {},
): Promise<DockerRegistry> {
  const folder = await temporaryFolder(scope, 'registry')
  const port = await freePort()
  const maker = options.auth === 'token' ? await startTokenMaker(scope, folder, options) : undefined
  await writeFile(join(folder, 'htpasswd'), `${user.username}:${passwordHash}\n`)
  const auth = {
    ...(options.auth === 'basic' && { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } }),
    ...(maker && { token: maker.settings }),
  }
  const config = {
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: `127.0.0.1:${port}`, secret: 'test' },
    ...(options.auth && { auth }),
  }
  // JSON is YAML, too.
  await writeFile(join(folder, 'config.yml'), JSON.stringify(config))
  const args = ['serve', join(folder, 'config.yml')]
  const running = startProcess(scope, program, args, { name: 'docker-registry' })
  await running.waitForLine(/listening on/)
  const front = await startRegistryFront(scope, port, options.tls)
  const authorization = (repository: string) => {
    if (maker) return `Bearer ${maker.token(repository, 'push,pull')}`
    return `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`
  }
  return {
    ...front,
    async push(repository, tag, image) {
      const headers = options.auth ? { authorization: authorization(repository) } : {}
      const client = { base: `http://127.0.0.1:${port}/v2/${repository}`, headers }
      for (const blob of image.blobs) await pushBlob(client, blob)
      const put = { method: 'PUT', headers: { ...headers, 'content-type': image.mediaType } }
      await expectCreated(await fetch(`${client.base}/manifests/${tag}`, { ...put, body: image.manifest }))
      return digestOf(image.manifest)
    },
  }
}

export function digestOf(content: Buffer | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

interface Client {
  base: string
  headers: { authorization?: string }
}

async function pushBlob({ base, headers }: Client, blob: Buffer): Promise<void> {
  const begun = await fetch(`${base}/blobs/uploads/`, { method: 'POST', headers })
  await begun.text()
  const place = new URL(begun.headers.get('location') ?? '', base)
  place.searchParams.set('digest', digestOf(blob))
  const put = { method: 'PUT', headers: { ...headers, 'content-type': 'application/octet-stream' } }
  await expectCreated(await fetch(place, { ...put, body: new Uint8Array(blob) }))
}

async function expectCreated(answer: Response): Promise<void> {
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`the registry answered ${answer.status}: ${text}`)
}

/** Who makes tokens: over http, for whoever knows the password. */
async function startTokenMaker(scope: Scope, folder: string, { tokenSeconds = 60 }: RegistryOptions) {
  const certificates = makeCertificates(folder)
  const key = createPrivateKey(readFileSync(certificates.serverKey))
  const { raw } = new X509Certificate(readFileSync(certificates.serverCert))
  const header = { typ: 'JWT', alg: 'ES256', x5c: [raw.toString('base64')] }
  function token(repository: string, actions: string): string {
    const now = Math.floor(Date.now() / 1000)
    const access = [{ type: 'repository', name: repository, actions: actions.split(',') }]
    const times = { iat: now - 10, nbf: now - 10, exp: now + tokenSeconds }
    const claims = { iss: 'maker', sub: 'user', aud: 'registry', jti: randomUUID(), ...times, access }
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const content = `${encode(header)}.${encode(claims)}`
    const signature = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' })
    return `${content}.${signature.toString('base64url')}`
  }

  const server = createServer((request, response) => {
    const pair = Buffer.from(`${user.username}:${user.password}`).toString('base64')
    const scoped = new URL(request.url ?? '', 'http://maker').searchParams.get('scope') ?? ''
    const [, repository = '', actions = ''] = scoped.split(':')
    const isKnown = request.headers.authorization === `Basic ${pair}`
    if (!isKnown || actions !== 'pull') return void response.writeHead(401).end()
    response.end(JSON.stringify({ token: token(repository, actions), expires_in: tokenSeconds }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    token,
    settings: {
      realm: `http://127.0.0.1:${port}/token`,
      service: 'registry',
      issuer: 'maker',
      rootcertbundle: certificates.ca,
    },
  }
}
