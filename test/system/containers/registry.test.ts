import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { makeCertificates } from '../../support/certificates.ts'
import { makeImage, makeIndex, makeLayer, sleepLayer } from '../../support/container-image.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { describeWithRegistry, startDockerRegistry, user } from '../../support/docker-registry.ts'
import { test } from '../../support/fixture.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { back, containersFixture, type Fixture, forward } from './fixture.ts'

const base = sleepLayer()
const layers = [base, makeLayer({ 'etc/name': 'first' })]
const other = [base, makeLayer({ 'etc/name': 'second' })]

async function imageOf(fixture: Fixture, container = 'app') {
  return (await fixture.engine.docker.getContainer(container).inspect()).Image
}

describeWithRegistry('an image of a real registry', () => {
  describeWithEngine('on a real engine', () => {
    test.for([
      ['docker', 'gzip'],
      ['oci', 'gzip'],
      ['oci', 'none'],
      ['oci', 'zstd'],
    ] as const)('of %s, packed by %s, is fetched, loaded and run', async ([types, packing], { scope }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const image = makeImage({ layers, types, packing })
      await registry.push('team/app', '1.0', image)
      const name = `${registry.name}/team/app:1.0`
      await fixture.land(fixture.component('app', name))
      expect(await fixture.containers()).toEqual(['app running'])
      expect(await imageOf(fixture)).toBe(image.id)
      const loaded = await fixture.engine.docker.getImage(name).inspect()
      expect(loaded.RootFS.Layers).toEqual(image.diffIds)
      expect(await fixture.images()).toEqual([name, expect.stringMatching(/^godwit\/keep:/)])
    })

    test('by digest runs, is told by it in the inventory, and goes when nothing uses it', async ({
      scope,
    }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const image = makeImage({ layers })
      const digest = await registry.push('app', 'moved', image)
      await registry.push('app', 'moved', makeImage({ layers: other }))
      const name = `${registry.name}/app@${digest}`
      await fixture.land(fixture.component('app', name))
      expect(await imageOf(fixture)).toBe(image.id)
      const { softwareNodes = [] } = await fixture.start().inventory()
      expect(softwareNodes[0]).toMatchObject({ id: 'app', version: digest })
      expect(softwareNodes[0]?.parameters).toContainEqual({ key: 'image', value: name })
      expect(await fixture.land(fixture.component('app', name))).toEqual([
        'no changes: is checked to be running',
      ])
      await fixture.land()
      expect(await fixture.images()).toEqual([])
    })

    test('that was brought by digest needs no registry any more', async ({ scope }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const digest = await registry.push('app', '1', makeImage({ layers }))
      const name = `${registry.name}/app@${digest}`
      await fixture.land(fixture.component('app', name))
      await registry.stop()
      await fixture.land(fixture.component('app', name, { hostname: 'other' }))
      expect(await fixture.containers()).toEqual(['app running'])
    })

    test('is the one for the platform of the engine', async ({ scope }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const { OSType, Architecture } = await fixture.engine.docker.info()
      const architecture = { x86_64: 'amd64', aarch64: 'arm64' }[Architecture as string] ?? Architecture
      const here = { os: OSType, architecture }
      const elsewhere = { os: OSType, architecture: 'mips' }
      const [good, bad] = [
        makeImage({ layers, platform: here }),
        makeImage({ layers: other, platform: elsewhere }),
      ]
      await registry.push('app', 'good', good)
      await registry.push('app', 'bad', bad)
      const both = [
        { image: bad, platform: elsewhere },
        { image: good, platform: here },
      ]
      await registry.push('app', 'docker', makeIndex(both, 'docker'))
      await registry.push('app', 'oci', makeIndex(both, 'oci'))
      await registry.push('app', 'none', makeIndex(both.slice(0, 1)))
      for (const tag of ['docker', 'oci']) {
        await fixture.land(fixture.component('app', `${registry.name}/app:${tag}`))
        expect(await imageOf(fixture)).toBe(good.id)
      }
      const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/app:none`)])
      await expect(run(['download'])).rejects.toMatchObject({
        code: 'IMAGE_REFUSED',
        message: expect.stringMatching(/is not made for linux\/\w+, but for linux\/mips/),
      })
    })

    test('is asked for no layer that the engine has; one that vanishes meanwhile is fetched', async ({
      scope,
    }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const [first, second] = [makeImage({ layers }), makeImage({ layers: other })]
      await registry.push('app', '1', first)
      await registry.push('app', '2', second)
      await fixture.land(fixture.component('app', `${registry.name}/app:1`))
      const before = registry.blobsAsked().length
      await fixture.land(fixture.component('app', `${registry.name}/app:2`))
      expect(registry.blobsAsked().slice(before)).toEqual([second.id, second.layerDigests[1]])
      expect(await imageOf(fixture)).toBe(second.id)

      // The engine tells of layers that it has lost when it is asked to load on top of them.
      const third = makeImage({ layers: [layers[1] as Buffer, base] })
      await registry.push('app', '3', third)
      const lying = { ...fixture.port, listLayers: async () => [third.diffIds] }
      const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/app:3`)])
      await run(forward, {}, lying)
      expect(await imageOf(fixture)).toBe(third.id)
    })

    test('is brought into the engine again where a rollback follows, and leaves nothing behind', async ({
      scope,
    }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      await registry.push('app', '1', makeImage({ layers }))
      await registry.push('app', '2', makeImage({ layers: other }))
      await fixture.land(fixture.component('app', `${registry.name}/app:1`))
      const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/app:2`)])
      await run(back, { outcome: 'rolledBack' })
      expect(await fixture.containers()).toEqual(['app running'])
      expect(await fixture.images()).toEqual([
        `${registry.name}/app:1`,
        expect.stringMatching(/^godwit\/keep:/),
      ])
    })

    test.for(['basic', 'token'] as const)(
      'that wants %s credentials gets those of the configuration',
      async (auth, { scope }) => {
        // So short that it ends between manifest and blobs, where the machine is slow.
        const registry = await startDockerRegistry(scope, { auth, tokenSeconds: 1 })
        const image = makeImage({ layers })
        await registry.push('app', '1', image)
        const password = join(await temporaryFolder(scope, 'secret'), 'password')
        await writeFile(password, `${user.password}\n`)
        const registries = { [registry.name]: { ...user, password: `@${password}` } }
        const fixture = await containersFixture(scope, { registries })
        const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/app:1`)])
        await writeFile(password, 'wrong\n')
        await expect(run(['download'])).rejects.toMatchObject({ code: 'FORBIDDEN', retryable: false })
        await writeFile(password, `${user.password}\n`)
        await run(forward)
        expect(await imageOf(fixture)).toBe(image.id)
      },
    )

    test.for(['basic', 'token'] as const)(
      'that wants %s credentials is fetched with them by the engine, too',
      async (auth, { scope }) => {
        const registry = await startDockerRegistry(scope, { auth })
        const image = makeImage({ layers })
        await registry.push('app', '1', image)
        const password = join(await temporaryFolder(scope, 'secret'), 'password')
        await writeFile(password, 'wrong\n')
        const registries = { [registry.name]: { ...user, password: `@${password}` } }
        const fixture = await containersFixture(scope, { registries })
        const own = { pull: 'engine' }
        const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/app:1`, own)])
        await expect(run(['download'])).rejects.toMatchObject({
          code: 'ENGINE_FAILED',
          message: expect.not.stringContaining('wrong'),
        })
        await writeFile(password, `${user.password}\n`)
        await run(forward)
        expect(await imageOf(fixture)).toBe(image.id)
      },
    )

    test('comes over TLS with an authority of its own', async ({ scope }) => {
      const certificates = makeCertificates(await temporaryFolder(scope, 'tls'))
      const registry = await startDockerRegistry(scope, { tls: certificates })
      const image = makeImage({ layers })
      await registry.push('app', '1', image)
      const component = (fixture: Fixture) => [fixture.component('app', `${registry.name}/app:1`)]
      const registries = { [registry.name]: { caCert: certificates.ca } }
      const fixture = await containersFixture(scope, { registries })
      const { run } = await fixture.campaign(component(fixture))
      await run(forward)
      expect(await imageOf(fixture)).toBe(image.id)
    })

    test('is refused where it has another digest, or is nothing that runs', async ({ scope }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const image = makeImage({ layers })
      await registry.push('app', '1', image)
      const attempt = async (name: string, config = {}) => {
        const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/${name}`, config)])
        return run(['download'])
      }
      const refused = (message: RegExp) => ({
        code: 'IMAGE_REFUSED',
        message: expect.stringMatching(message),
      })
      const integrity = `sha256:${'0'.repeat(64)}`
      await expect(attempt('app:1', { integrity })).rejects.toMatchObject(refused(/and not sha256:0000/))
      const pulled = [fixture.component('app', `${registry.name}/app:1`, { pull: 'engine', integrity })]
      const { run } = await fixture.campaign(pulled)
      await expect(run(['download'])).rejects.toMatchObject(refused(/does not have the digest/))
      await run(['cleanup'], { outcome: 'unchanged' })
      expect(await fixture.images()).toEqual([])
      await expect(attempt(`app@${integrity}`)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(attempt('nothing:1')).rejects.toMatchObject({ code: 'NOT_FOUND' })

      const config = Buffer.from(
        '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}',
      )
      await registry.push('lies', '1', image.withConfig(config))
      await expect(attempt('lies:1')).rejects.toMatchObject(
        refused(/tells of 0 layers, while its manifest has 2/),
      )
      // The engine itself finds out that the layers are not what the configuration says.
      await registry.push('lies', '2', image.withConfig(makeImage({ layers: other }).blobs[0] as Buffer))
      await expect(attempt('lies:2')).rejects.toMatchObject({
        code: 'ENGINE_FAILED',
        message: expect.stringMatching(/invalid diffID/),
      })
      expect(await fixture.images()).toEqual([])
      for (const wanted of [image.digest, image.id]) {
        await fixture.land(fixture.component('app', `${registry.name}/app:1`, { integrity: wanted }))
        expect(await imageOf(fixture)).toBe(image.id)
      }
    })

    test('is not handed over where a file of the store was damaged meanwhile, and fetched anew', async ({
      scope,
    }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const image = makeImage({ layers })
      await registry.push('app', '1', image)
      const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/app:1`)])
      const damaging = {
        ...fixture.port,
        async listLayers() {
          return []
        },
        async loadImage(...given: Parameters<typeof fixture.port.loadImage>) {
          await fixture.damage(image.layerDigests[1] as string)
          return fixture.port.loadImage(...given)
        },
      }
      await expect(run(['download'], {}, damaging)).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' })
      expect(await fixture.images()).toEqual([])
      const sent = registry.sent()
      await run(['download', 'update'])
      expect(registry.sent()).toBeGreaterThan(sent)
      expect(await fixture.images()).toContainEqual(expect.stringMatching(/app:1$/))
    })

    test('arrives from a registry that cuts each answer', async ({ scope }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const image = makeImage({ layers })
      await registry.push('app', '1', image)
      registry.cutAfter(512 * 1024)
      await fixture.land(fixture.component('app', `${registry.name}/app:1`))
      expect(await imageOf(fixture)).toBe(image.id)
      expect(registry.sent()).toBeLessThan(image.size + 100_000)
    })

    test('that no disk can take is refused before its layers are fetched', async ({ scope }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      const image = makeImage({ layers })
      const huge = JSON.parse(image.manifest)
      huge.layers[0].size = 1e15
      await registry.push('app', '1', { ...image, manifest: JSON.stringify(huge) })
      const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/app:1`)])
      await expect(run(['download'])).rejects.toMatchObject({ code: 'DISK_FULL' })
      expect(registry.blobsAsked()).toEqual([image.id])
    })

    test('does not stay where a campaign ends after it was loaded', async ({ scope }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await containersFixture(scope)
      await registry.push('app', '1', makeImage({ layers }))
      const { run } = await fixture.campaign([fixture.component('app', `${registry.name}/app:1`)])
      const dying = {
        ...fixture.port,
        async loadImage(...given: Parameters<typeof fixture.port.loadImage>) {
          await fixture.port.loadImage(...given)
          throw new Error('killed')
        },
      }
      await expect(run(['download'], {}, dying)).rejects.toThrow('killed')
      expect(await fixture.images()).toEqual([expect.stringMatching(/^godwit\/keep:/)])
      await run(['cleanup'], { outcome: 'unchanged' })
      expect(await fixture.images()).toEqual([])
    })
  })
})
