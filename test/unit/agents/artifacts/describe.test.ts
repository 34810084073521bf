import { expect, test } from 'vitest'
import { describeArtifact } from '../../../../agents/artifacts/describe.ts'
import type { KeyValue } from '../../../../spec/index.ts'
import { integrityOf } from './fixture.ts'

const content = Buffer.from('bytes')
const good = integrityOf(content, 'sha512')

function describe(entries: [string, string | undefined][], allowUnverified = false) {
  const config: KeyValue[] = entries.map(([key, value]) => ({ key, ...(value !== undefined && { value }) }))
  return describeArtifact(config, { allowUnverified })
}

const source: [string, string] = ['source', 'https://example.org/a']

test('mirrors keep their order, without repetition', () => {
  const mirrors: [string, string][] = ['https://b.org/1', 'http://a.org/1', 'https://b.org/1'].map((url) => [
    'source',
    url,
  ])
  expect(describe([...mirrors, ['integrity', good], ['size', '5'], ['other', 'x']])).toEqual({
    sources: ['https://b.org/1', 'http://a.org/1'],
    integrity: good,
    size: 5,
  })
})

test.each(['sha256', 'sha384', 'sha512'])('an integrity of %s is accepted', (algorithm) => {
  const integrity = integrityOf(content, algorithm)
  expect(describe([source, ['integrity', integrity]])).toEqual({ sources: [source[1]], integrity })
})

test.each([
  ['nothing', ''],
  ['garbage', 'garbage'],
  ['an unknown algorithm', 'sha9-AAAA'],
  ['md5', integrityOf(content, 'md5')],
  ['sha1', integrityOf(content, 'sha1')],
  ['hex in place of base64', 'sha256-'.padEnd(71, 'a')],
  ['a hash that is too short for its algorithm', integrityOf(content, 'sha256').replace('sha256', 'sha512')],
  ['two hashes', `${integrityOf(content, 'sha256')} ${good}`],
])('an integrity that is %s is refused', (_, integrity) => {
  expect(() => describe([source, ['integrity', integrity]], true)).toThrow(
    expect.objectContaining({ code: 'INVALID_COMPONENT', message: expect.stringContaining('integrity') }),
  )
})

test('a component without integrity is refused, unless unverified ones are allowed', () => {
  expect(() => describe([source])).toThrow(expect.objectContaining({ code: 'UNVERIFIED' }))
  expect(describe([source], true)).toEqual({ sources: [source[1]] })
})

test.each(['-1', '0', '1.5', '1e9', 'x', '', '99999999999999999999'])('size "%s" is refused', (size) => {
  expect(() => describe([source, ['integrity', good], ['size', size]])).toThrow(
    expect.objectContaining({ code: 'INVALID_COMPONENT', message: expect.stringContaining('size') }),
  )
})

test.each(['ftp://s3cret/a', 'javascript:alert(1)', 'no url', '', 'file://s3cret/a', 'file:///a%2Fs3cret'])(
  'source "%s" is refused, without being repeated in the message',
  (url) => {
    expect(() =>
      describe([
        ['source', url],
        ['integrity', good],
      ]),
    ).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message: expect.not.stringContaining('s3cret') }),
    )
  },
)

test('a component without source, or with two sizes, is refused', () => {
  expect(() => describe([['integrity', good]])).toThrow(/no "source"/)
  expect(() => describe([source, ['integrity', good], ['size', '1'], ['size', '2']])).toThrow(
    /more than once/,
  )
})

test('how it is packed is said by the ending of its sources, or by "packed", which counts for more', () => {
  const integrity = integrityOf(content, 'sha256')
  const packed: [string, string] = ['source', 'https://example.org/a.img.zst?token=x']
  const more: [string, string][] = [
    ['unpackedIntegrity', integrity],
    ['unpackedSize', '7'],
  ]
  expect(describe([packed, ['integrity', good], ...more])).toMatchObject({
    packed: 'zstd',
    unpackedIntegrity: integrity,
    unpackedSize: 7,
  })
  expect(describe([packed, ['integrity', good], ['packed', 'none']])).not.toHaveProperty('packed')
  expect(describe([source, ['integrity', good], ['packed', 'xz']])).toMatchObject({ packed: 'xz' })
})

test.each<[string, [string, string][]]>([
  ['an unknown way to pack', [source, ['packed', 'rar']]],
  ['sources that end differently', [source, ['source', 'https://example.org/a.gz']]],
  ['an unpacked digest of what is not packed', [source, ['unpackedIntegrity', good]]],
  [
    'an unpacked digest that is none',
    [
      ['source', 'https://example.org/a.gz'],
      ['unpackedIntegrity', 'x'],
    ],
  ],
  [
    'an unpacked size that is none',
    [
      ['source', 'https://example.org/a.gz'],
      ['unpackedSize', '-1'],
    ],
  ],
])('%s is refused', (_, entries) => {
  expect(() => describe([...entries, ['integrity', good]])).toThrow(
    expect.objectContaining({ code: 'INVALID_COMPONENT' }),
  )
})
