import { describe, expect, test } from 'vitest'
import { type ImageIndex, parseManifest } from '../../../../../agents/containers/images/manifest.ts'
import { choosePlatform, fits, platformOf } from '../../../../../agents/containers/images/platform.ts'
import { makeImage, makeIndex, makeLayer } from '../../../../support/container-image.ts'

const layers = [makeLayer({ a: 'a' }), makeLayer({ b: 'b' })]
const image = makeImage({ layers })

/** The manifest with something changed. */
const changed = (changes: object, from = image) =>
  JSON.stringify({ ...JSON.parse(from.manifest), ...changes })

const parse = (text: string, type = image.mediaType) => parseManifest(text, type, 'registry.example/app')

describe('a manifest', () => {
  test.each(['oci', 'docker'] as const)('of %s tells configuration and layers, in order', (types) => {
    const made = makeImage({ layers, types })
    const found = parse(made.manifest, `${made.mediaType}; charset=utf-8`)
    expect(found).toMatchObject({
      kind: 'image',
      mediaType: made.mediaType,
      config: { digest: made.id },
      layers: made.packed.map((blob) => ({ size: blob.length })),
    })
  })

  test.each(['', 'application/json', 'text/plain'])('that comes as "%s" is what it calls itself', (type) => {
    expect(parse(image.manifest, type)).toMatchObject({ kind: 'image' })
  })

  test.each<[string, string, string, RegExp]>([
    ['no JSON', '<html>sign in</html>', 'text/html', /no manifest: its registry answers with "text\/html"/],
    ['a list', '[]', image.mediaType, /no manifest/],
    [
      'of schema 1',
      '{"schemaVersion":1}',
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      /schema 1/,
    ],
    [
      'of an unknown kind',
      '{"schemaVersion":2}',
      'application/vnd.example+json',
      /"application\/vnd.example\+json"/,
    ],
    ['called otherwise', image.manifest, makeImage({ layers, types: 'oci' }).mediaType, /calls itself/],
    ['an index, too', changed({ manifests: [] }), image.mediaType, /at once/],
    ['without layers', changed({ layers: [] }), image.mediaType, /no layers/],
    ['with layers that are no list', changed({ layers: {} }), image.mediaType, /without its parts/],
    ['without a configuration', changed({ config: undefined }), image.mediaType, /media type/],
    [
      'of something else than a container',
      changed({
        config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: image.id, size: 3 },
      }),
      image.mediaType,
      /holds no container image, but "application\/vnd.cncf.helm/,
    ],
    [
      'with a layer that is elsewhere',
      changed({
        layers: [
          {
            mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
            digest: image.id,
            size: 3,
          },
        ],
      }),
      image.mediaType,
      /layer of a kind that is not known here: "application\/vnd.docker.image.rootfs.foreign/,
    ],
    [
      'with a digest that is a path',
      changed({ layers: [{ mediaType: 'x', digest: 'sha256:../../etc/passwd', size: 3 }] }),
      image.mediaType,
      /no sha256/,
    ],
    [
      'with a negative size',
      changed({ layers: [{ mediaType: 'x', digest: image.id, size: -1 }] }),
      image.mediaType,
      /"-1" bytes/,
    ],
    [
      'with a huge configuration',
      changed({ config: { mediaType: 'x', digest: image.id, size: 1e9 } }),
      image.mediaType,
      /"1000000000" bytes/,
    ],
    [
      'with too many layers',
      changed({ layers: Array.from({ length: 1_001 }, () => ({})) }),
      image.mediaType,
      /1001 parts/,
    ],
  ])('that is %s is refused', (_, text, type, why) => {
    expect(() => parse(text, type)).toThrow(expect.objectContaining({ code: 'IMAGE_REFUSED' }))
    expect(() => parse(text, type)).toThrow(why)
  })
})

describe('of an index', () => {
  const platform = (text: string) => {
    const [os = '', architecture = '', variant] = text.split('/')
    return { os, architecture, ...(variant !== undefined && { variant }) }
  }
  const indexOf = (...platforms: string[]) => {
    const index = makeIndex(platforms.map((text) => ({ image, platform: platform(text) })))
    return parse(index.manifest, index.mediaType) as ImageIndex
  }

  test.each([
    [['linux/amd64', 'linux/arm64/v8'], 'x86_64', 'linux/amd64'],
    [['linux/amd64', 'linux/arm64/v8'], 'aarch64', 'linux/arm64/v8'],
    [['linux/amd64', 'linux/arm64'], 'aarch64', 'linux/arm64'],
    [['linux/arm/v5', 'linux/arm/v7', 'linux/arm/v6'], 'armv7l', 'linux/arm/v7'],
    [['linux/arm/v5', 'linux/arm/v7', 'linux/arm/v6'], 'armv6l', 'linux/arm/v6'],
    [['linux/amd64/v3', 'linux/amd64'], 'x86_64', 'linux/amd64'],
    [['windows/amd64', 'unknown/unknown', 'linux/amd64'], 'x86_64', 'linux/amd64'],
    [['linux/s390x'], 's390x', 'linux/s390x'],
    [['linux/amd64', 'linux/arm/v7'], 'armv6l', undefined],
    [['linux/amd64'], 'riscv64', undefined],
  ])('%j a machine that is %s takes %s', (platforms, machine, chosen) => {
    expect(choosePlatform(indexOf(...platforms), platformOf('linux', machine))?.platform).toEqual(
      chosen && platform(chosen),
    )
  })

  test('those without a platform are never taken', () => {
    const index = makeIndex([{ image }])
    const parsed = parse(index.manifest, index.mediaType) as ImageIndex
    expect(choosePlatform(parsed, platformOf('linux', 'x86_64'))).toBeUndefined()
  })

  test('what is built for a lower variant runs on a higher one, and not the other way round', () => {
    expect(fits(platform('linux/arm/v6'), platform('linux/arm/v7'))).toBe(true)
    expect(fits(platform('linux/arm/v7'), platform('linux/arm/v6'))).toBe(false)
    expect(fits(platform('linux/arm/v7'), platform('linux/arm64/v8'))).toBe(false)
  })
})
