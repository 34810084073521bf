/**
 * Makes what the quickstart flies with, in a folder:
 *
 *   node prepare.ts FOLDER ARTIFACT-SERVER-PORT CONTAINER [ENGINE-SOCKET]
 *
 * - artifacts/  images and bundles, for the artifact server
 * - device/     a device that is fresh from the factory: two empty slots, of which it runs from a
 * - *.json      the desired states of examples/quickstart, with source, integrity and size of each artifact, and the
 *               container under the name CONTAINER
 * - godwit.json the configuration of `godwit up`
 * - broker      the URL of its broker, on a free port
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import ssri from 'ssri'
import { create } from 'tar'
import { desiredStateText } from '../../cli/desired-state-text.ts'
import type { UpConfig } from '../../spec/generated/config.ts'
import type { DesiredComponent, DesiredState, KeyValue } from '../../spec/index.ts'

const repository = path.join(import.meta.dirname, '../..')
const examples = path.join(repository, 'examples/quickstart')
const [folder = '', artifactPort = '', container = '', engineSocket = ''] = process.argv.slice(2)
const artifacts = path.join(folder, 'artifacts')
const device = path.join(folder, 'device')

const mebibyte = 1024 * 1024
const slotSize = 16 * mebibyte
const imageSizes = { '1.0': 4 * mebibyte, '2.0': 4 * mebibyte, '3.0': 8 * mebibyte }
const documents = [
  'first-flight.json',
  'failing-software.json',
  'killed-in-download.json',
  'first-container.json',
  'failing-container.json',
]

async function makeArtifacts(version: string, imageSize: number): Promise<void> {
  const label = Buffer.from(`rootfs ${version}\n`)
  const image = Buffer.concat([label, randomBytes(imageSize - label.length)])
  await writeFile(path.join(artifacts, `rootfs-${version}.img`), image)
  const file = path.join(artifacts, `greeter-${version}.tar.gz`)
  await create({ file, cwd: path.join(examples, 'greeter', version), gzip: true, portable: true }, ['.'])
}

async function makeDevice(): Promise<void> {
  await mkdir(device, { recursive: true })
  for (const slot of ['slot.a', 'slot.b']) {
    await writeFile(path.join(device, slot), '')
    await truncate(path.join(device, slot), slotSize)
  }
  await writeFile(path.join(device, 'state.a'), 'good\n')
}

async function fillIn(document: string): Promise<void> {
  const desired: DesiredState = JSON.parse(await readFile(path.join(examples, document), 'utf8'))
  for (const { id, components = [] } of desired.domains ?? []) {
    for (const component of components) {
      if (id === 'containers') nameContainer(component)
      else component.config = await describeArtifact(component)
    }
  }
  await writeFile(path.join(folder, document), `${desiredStateText(desired)}\n`)
}

async function describeArtifact({ config = [] }: DesiredComponent): Promise<KeyValue[]> {
  const [source, ...others] = config
  const url = new URL(source?.value ?? '')
  url.port = artifactPort
  const content = await readFile(path.join(artifacts, path.basename(url.pathname)))
  const integrity = ssri.fromData(content, { algorithms: ['sha256'] })
  return [
    { key: 'source', value: String(url) },
    { key: 'integrity', value: String(integrity) },
    { key: 'size', value: String(content.length) },
    ...others,
  ]
}

/** An engine may have containers of others. */
function nameContainer(component: DesiredComponent): void {
  component.id = container
  const image = { key: 'image', value: `${container}:${component.version}` }
  component.config = component.config?.map((entry) => (entry.key === 'image' ? image : entry)) ?? []
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function configuration(brokerPort: number): UpConfig {
  const script = (name: string) => [path.join(repository, 'scripts/device', name), '--device', device]
  return {
    stateDir: path.join(folder, 'state'),
    bootIdFile: path.join(device, 'boot-id'),
    embeddedBroker: { port: brokerPort },
    manager: {
      agents: { firmware: {}, software: {}, ...(engineSocket && { containers: {} }) },
      order: [['firmware'], ['software'], ...(engineSocket ? [['containers']] : [])],
      rebootAfter: '1s',
      rebootCommand: script('reboot'),
      reportFeedbackInterval: '100ms',
      currentStateDelay: '100ms',
    },
    agents: {
      firmware: {
        slots: { rootfs: { a: path.join(device, 'slot.a'), b: path.join(device, 'slot.b') } },
        bootControl: script('boot-control'),
        compatible: 'quickstart-board',
        progressInterval: '100ms',
      },
      software: { installDir: path.join(folder, 'apps'), progressInterval: '100ms' },
      // What others have on the engine stays.
      ...(engineSocket && { containers: { engineSocket, keepUnlisted: true, progressInterval: '100ms' } }),
    },
  }
}

await mkdir(artifacts, { recursive: true })
for (const [version, size] of Object.entries(imageSizes)) await makeArtifacts(version, size)
await makeDevice()
for (const document of documents) await fillIn(document)
const brokerPort = await freePort()
await writeFile(path.join(folder, 'godwit.json'), `${JSON.stringify(configuration(brokerPort), null, 2)}\n`)
await writeFile(path.join(folder, 'broker'), `mqtt://127.0.0.1:${brokerPort}\n`)
