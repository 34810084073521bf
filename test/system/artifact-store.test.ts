/** One artifact store for the whole device: what agents, the operator and a cable-less campaign have of it. */
import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { test } from '../support/fixture.ts'
import { serveImage, serveSoftware } from '../support/payloads.ts'
import { type Device, startWholeDevice, storyOf } from '../support/whole-device.ts'
import { runCli } from './cli/run.ts'

const digestName = /^[0-9a-f]{64,}/

/** Artifacts and parts in the store; beside them there are locks. */
const stored = ({ folder }: Device) =>
  readdirSync(join(folder, 'state/artifacts'), { recursive: true })
    .map((name) => String(name).split('/').at(-1) ?? '')
    .filter((name) => digestName.test(name) && !name.endsWith('.json'))

async function end(device: Device, activityId: string) {
  const { backend } = device
  for (;;) {
    const next = await device.waitFor('the end', () => {
      const statuses = backend.statuses(activityId)
      if (statuses.some((status) => ['COMPLETED', 'INCOMPLETE', 'IDENTIFICATION_FAILED'].includes(status)))
        return 'end'
      return device.isRebootRequested() ? 'reboot' : undefined
    })
    if (next === 'end') return backend.final(activityId)
    await device.reboot()
  }
}

test('a campaign whose sources nobody can reach completes with imported artifacts, and uses them up', async ({
  scope,
}) => {
  const device = await startWholeDevice(scope)
  const image = serveImage(device, '2')
  const software = await serveSoftware(device, 'app', '2')
  const medium = join(device.folder, 'rootfs.img')
  const response = await fetch(device.artifacts.url('rootfs'))
  await writeFile(medium, Buffer.from(await response.arrayBuffer()))
  const bundle = software.config?.find(({ key }) => key === 'source')?.value ?? ''
  const copy = join(device.folder, 'app.tar')
  await writeFile(copy, Buffer.from(await (await fetch(bundle)).arrayBuffer()))
  const before = ['app', 'rootfs'].map((name) => device.artifacts.sent(name))
  for (const name of ['app', 'rootfs']) device.artifacts.always(name, { status: 404 })

  const stateDir = join(device.folder, 'state')
  const imported = await runCli(['artifacts', 'import', medium, copy, '--state-dir', stateDir])
  expect(imported).toMatchObject({ code: 0, stderr: '' })

  await device.backend.apply('c', {
    domains: [
      { id: 'software', components: [software] },
      { id: 'firmware', components: [image] },
    ],
  })
  expect((await end(device, 'c')).status, storyOf(device)).toBe('COMPLETED')
  expect(['app', 'rootfs'].map((name) => device.artifacts.sent(name))).toEqual(before)
  expect(await device.state()).toMatchObject({ image: 'image 2', software: 'releases/2' })
  await device.waitFor('an empty store', () => stored(device).length === 0 || undefined)
})
