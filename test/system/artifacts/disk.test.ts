/** Campaigns on disks that are too small, or become so. */
import { randomBytes } from 'node:crypto'
import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import type { ArtifactsConfig } from '../../../spec/generated/config.ts'
import { artifactConfig, makeBundle } from '../../support/bundle.ts'
import { type Content, contentOfBuffer } from '../../support/chaos/content.ts'
import { type PacedServer, startPacedServer } from '../../support/chaos/paced-server.ts'
import { test } from '../../support/fixture.ts'
import type { Scope } from '../../support/scope.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'
import { type SoftwareDevice, startSoftwareDevice } from '../../support/software-device.ts'
import { temporaryFolder } from '../../support/temp.ts'

const mebibyte = 1024 * 1024
const finalLimitMs = 50_000
const artifacts: ArtifactsConfig = { reserveFree: 1, partSize: mebibyte, minRetryDelay: '10ms' }

interface Scene {
  device: SoftwareDevice
  disk: SmallDisk
  server: PacedServer
  content: Content
  apply(activityId: string): Promise<void>
}

/** A bundle of so many MiB is to be installed by an agent whose artifacts are on a disk of so many. */
async function prepare(scope: Scope, size: { bundle: number; disk: number }, where: string): Promise<Scene> {
  const folder = await temporaryFolder(scope, 'disk')
  const disk = await mountSmallDisk(scope, join(folder, where), size.disk * mebibyte)
  const device = await startSoftwareDevice(scope, folder, { artifacts, prefix: disk.prefix })
  const bundle = await makeBundle(folder, {
    files: { payload: randomBytes(size.bundle * mebibyte) },
    gzip: false,
  })
  const content = contentOfBuffer(await readFile(bundle.file))
  const server = await startPacedServer(scope, content, { window: Infinity, taken: () => Infinity })
  const config = artifactConfig(bundle, server.source)
  const components = [{ id: 'app', version: '1', config }]
  await device.startAgent()
  const apply = (activityId: string) =>
    device.backend.apply(activityId, { domains: [{ id: 'software', components }] })
  return { device, disk, server, content, apply }
}

describe.skipIf(!canMount)('on a small disk', () => {
  test('a campaign that does not fit is refused at identification, with the numbers', async ({ scope }) => {
    const { device, server, content, apply } = await prepare(scope, { bundle: 24, disk: 16 }, 'agent')
    await apply('too-large')
    const final = await device.backend.end('too-large', finalLimitMs)
    expect(final.status).toBe('IDENTIFICATION_FAILED')
    expect(JSON.stringify(final)).toContain('DISK_FULL')
    expect(JSON.stringify(final)).toContain(`${content.size} bytes are needed`)
    expect(server.answers).toEqual([])
  })

  for (const where of ['agent/artifacts', 'agent']) {
    test(`a download that fills the disk of ${where} fails cleanly, and goes on when there is space`, async ({
      scope,
    }) => {
      const { device, disk, server, content, apply } = await prepare(scope, { bundle: 24, disk: 40 }, where)
      const sent = server.sendUpTo(8 * mebibyte)
      await apply('fills')
      await sent
      await untilPart(disk, 4 * mebibyte)
      disk.fill()
      server.letGo()
      const final = await device.backend.end('fills', finalLimitMs)
      expect(final.status).toBe('INCOMPLETE')
      expect(JSON.stringify(final)).toContain('DISK_FULL')
      expect(() => readlinkSync(device.current)).toThrow('ENOENT')

      disk.free()
      const before = server.sent()
      await apply('fits')
      expect((await device.backend.end('fits', finalLimitMs)).status).toBe('COMPLETED')
      expect(readlinkSync(device.current)).toBe('releases/1')
      expect(server.sent() - before).toBeLessThanOrEqual(content.size - 3 * mebibyte)
    })
  }
})

/** Nobody tells when a file in another mount namespace grows. */
async function untilPart(disk: SmallDisk, bytes: number): Promise<void> {
  while (sizeOfPart(disk.outside) < bytes) await pause(5)
}

function sizeOfPart(folder: string): number {
  const part = readdirSync(folder, { recursive: true }).find((name) => String(name).endsWith('.part'))
  return part === undefined ? 0 : (statSync(join(folder, String(part)), { throwIfNoEntry: false })?.size ?? 0)
}
