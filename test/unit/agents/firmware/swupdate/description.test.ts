import { describe, expect, test } from 'vitest'
import { parseDescription, select } from '../../../../../agents/firmware/swupdate/package/description.ts'

const sha256 = 'ab'.repeat(32)
const image = (device: string, more = '') =>
  `{ filename = "rootfs.img"; device = "${device}"; sha256 = "${sha256}"; ${more} }`
const mode = (device: string) => `{ images: ( ${image(device)} ); }`
const software = (body: string) => parseDescription(`software = { version = "1"; ${body} };`)
const devices = (selected: ReturnType<typeof select>) => selected?.images.map(({ device }) => device)

describe('a selection', () => {
  const both = software(`
    hardware-compatibility: [ "1.0", "2.0" ];
    stable: { copy1: ${mode('/dev/a')}; copy2: ${mode('/dev/b')}; };
    board: { stable: { copy2: ${mode('/dev/board-b')}; }; };
  `)

  test('is what is found below the board, else below the selection alone', () => {
    expect(devices(select(both, 'stable,copy2', 'board'))).toEqual(['/dev/board-b'])
    expect(devices(select(both, 'stable,copy1', 'board'))).toEqual(['/dev/a'])
    expect(devices(select(both, 'stable,copy2', undefined))).toEqual(['/dev/b'])
  })

  test('takes what it does not have itself from above it', () => {
    expect(select(both, 'stable,copy1', 'other')?.revisions).toEqual(['1.0', '2.0'])
  })

  test('that is not there is none, though there are images above it', () => {
    expect(select(both, 'stable,copy3', 'board')).toBeUndefined()
    expect(select(software(`images: ( ${image('/dev/a')} );`), 'stable,copy1', 'board')).toBeUndefined()
  })

  test('in JSON is read as well', () => {
    const images = [{ filename: 'x', device: '/dev/a' }]
    const json = JSON.stringify({ software: { stable: { copy1: { images } } } })
    expect(devices(select(parseDescription(json), 'stable,copy1', undefined))).toEqual(['/dev/a'])
  })
})

describe('of an image', () => {
  const only = (more: string) =>
    select(software(`stable: { one: { images: ( ${image('/dev/a', more)} ); }; };`), 'stable,one', undefined)
      ?.images[0]

  test('it is known whether it is written as it comes', () => {
    expect(only('')).toMatchObject({ type: 'raw', plain: true, sha256 })
    expect(only('compressed = false;')).toMatchObject({ plain: true })
    for (const more of ['compressed = "zstd";', 'encrypted = true;', 'offset = "1K";', 'type = "archive";']) {
      expect(only(more)).toMatchObject({ plain: false })
    }
  })

  test('it is known how much it unpacks to, where it says so', () => {
    const more = 'compressed = "zlib"; properties: { decompressed-size = "4096"; };'
    expect(only(more)).toMatchObject({ unpackedSize: 4096 })
  })
})

describe('a package that is not to be trusted with the boot loader', () => {
  for (const body of [
    'bootenv: ( { name = "slot"; value = "b"; } );',
    'uboot: ( { name = "slot"; value = "b"; } );',
    'files: ( { filename = "env"; type = "bootloader"; } );',
  ]) {
    test(`is known by ${body.slice(0, body.indexOf(':'))}`, () => {
      const description = software(`${body} stable: { one: ${mode('/dev/a')}; };`)
      expect(select(description, 'stable,one', undefined)?.setsBootVariables).toBe(true)
    })
  }
})

describe('what cannot be followed is told', () => {
  test('a script that changes the description', () => {
    const description = software(`embedded-script = "x"; stable: { one: ${mode('/dev/a')}; };`)
    expect(() => select(description, 'stable,one', undefined)).toThrow('it has an embedded script')
  })

  for (const body of ['one: { ref = "#./two"; }', 'one: { images: ( { ref = "#./x"; } ); }']) {
    test(`a link, as in ${body}`, () => {
      const description = software(`stable: { ${body}; };`)
      expect(() => select(description, 'stable,one', undefined)).toThrow('it has links (ref)')
    })
  }
})

test('what is neither libconfig nor JSON is told by the line of libconfig', () => {
  expect(() => parseDescription('software = {\n  version = ;\n};')).toThrow('line 2: ; is no value')
})
