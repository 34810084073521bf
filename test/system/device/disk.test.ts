/** The disk that loses power, as real clients see it over the network block device protocol. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { command, option, optionReply } from '../../device/disk/nbd/protocol.ts'
import { type DiskAddress, serveDisk } from '../../device/disk/nbd/server.ts'
import { type DiskOptions, openVolatileDisk } from '../../device/disk/volatile-disk.ts'
import { test } from '../../support/fixture.ts'
import { askOption, connectNbd, listExports } from '../../support/nbd-client.ts'
import { run } from '../../support/process.ts'
import { isHere } from '../../support/programs.ts'
import type { Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

const mebibyte = 1024 * 1024

async function served(scope: Scope, options: Partial<DiskOptions> = {}, on?: DiskAddress) {
  const folder = await temporaryFolder(scope, 'disk')
  const base = join(folder, 'base')
  writeFileSync(base, Buffer.alloc(8 * mebibyte, '.'))
  const disk = openVolatileDisk({ base, layers: join(folder, 'layer'), seed: 3, ...options })
  scope.defer(() => disk.close())
  const path = join(folder, 'socket')
  const server = await serveDisk(disk, on ?? { socket: path })
  scope.defer(() => server.close())
  return { disk, server, base, folder, address: { path } }
}

describe('a client of our own', () => {
  test('hears what is served, and that other things are not', async ({ scope }) => {
    const { address } = await served(scope)
    expect(await listExports(scope, address)).toEqual(['disk'])
    expect((await connectNbd(scope, address, '')).size).toBe(8 * mebibyte)
    await expect(connectNbd(scope, address, 'moon')).rejects.toThrow(`refused: ${optionReply.unknown}`)
    expect(await askOption(scope, address, 5)).toBe(optionReply.unsupported)
    expect(await askOption(scope, address, option.go)).toBe(optionReply.invalid)
  })

  test('reads what it has written, connection after connection', async ({ scope }) => {
    const { address } = await served(scope)
    const first = await connectNbd(scope, address)
    expect(await first.write(4096, Buffer.alloc(8192, 'a'))).toBe(0)
    expect(await first.zero(4096, 1024)).toBe(0)
    expect(await first.trim(8192, 512)).toBe(0)
    expect(await first.flush()).toBe(0)
    await first.disconnect()
    const second = await connectNbd(scope, address)
    const read = await second.read(4096, 8192)
    expect(read?.toString()).toBe(
      `${'\0'.repeat(1024)}${'a'.repeat(3072)}${'\0'.repeat(512)}${'a'.repeat(3584)}`,
    )
  })

  test('is told what cannot be, and goes on', async ({ scope }) => {
    const { address } = await served(scope)
    const client = await connectNbd(scope, address)
    expect(await client.write(100, Buffer.alloc(512))).toBe(22)
    expect(await client.write(8 * mebibyte, Buffer.alloc(512))).toBe(22)
    expect(await client.send(command.read, 0, 33 * mebibyte)).toBe(22)
    expect(await client.send(99, 0, 0)).toBe(22)
    expect(await client.read(0, 512)).toEqual(Buffer.alloc(512, '.'))
  })

  test('hears nothing any more when the power goes, and finds what is left when it is back', async ({
    scope,
  }) => {
    const { disk, address } = await served(scope)
    const client = await connectNbd(scope, address)
    expect(await client.write(0, Buffer.alloc(512, 'a'))).toBe(0)
    expect(await client.flush()).toBe(0)
    expect(await client.write(512, Buffer.alloc(512, 'b'), true)).toBe(0)
    disk.arm({ on: 'write', number: 3 })
    expect(await client.write(1024, Buffer.alloc(mebibyte, 'c'))).toBe(0)
    expect(await client.write(0, Buffer.alloc(512, 'x'))).toBe(0)
    const cut = Promise.withResolvers<number>()
    disk.onCut(({ unsyncedWrites }) => cut.resolve(unsyncedWrites))
    expect(await client.write(512, Buffer.alloc(512, 'y'))).toBeUndefined()
    expect(await cut.promise).toBe(4)
    await expect(connectNbd(scope, address)).rejects.toThrow('hangs up')

    disk.powerOn()
    const next = await connectNbd(scope, address)
    const left = (await next.read(0, 2048))?.toString() ?? ''
    expect(left[0]).toMatch(/[ax]/)
    expect(left[512]).toMatch(/[by]/)
    expect(left[1024]).toMatch(/[.c]/)
  })

  test('hears that a flush is done before the power goes', async ({ scope }) => {
    const { disk, address } = await served(scope)
    const client = await connectNbd(scope, address)
    disk.arm({ on: 'flush', number: 2, when: 'answered' })
    await client.flush()
    await client.write(0, Buffer.alloc(512, 'a'))
    expect(await client.flush()).toBe(0)
    expect(await client.read(0, 512)).toBeUndefined()
    disk.powerOn()
    const next = await connectNbd(scope, address)
    expect(await next.read(0, 512)).toEqual(Buffer.alloc(512, 'a'))
  })
})

describe.skipIf(!isHere('qemu-io'))('QEMU', () => {
  for (const kind of ['socket', 'port'] as const) {
    test(`copies to the disk and from it, over a ${kind}`, async ({ scope }) => {
      const { server, base, folder, disk } = await served(
        scope,
        {},
        kind === 'port' ? { port: 0 } : undefined,
      )
      const [source, copy] = [join(folder, 'source'), join(folder, 'copy')]
      writeFileSync(source, Buffer.concat([Buffer.alloc(5 * mebibyte, 's'), Buffer.alloc(3 * mebibyte)]))
      const convert = ['convert', '-f', 'raw', '-O', 'raw']
      expect(await run(scope, 'qemu-img', [...convert, '-n', source, server.uri])).toMatchObject({ code: 0 })
      expect(disk.counts.flushes).toBeGreaterThan(0)
      expect(await run(scope, 'qemu-img', [...convert, server.uri, copy])).toMatchObject({ code: 0 })
      expect(readFileSync(copy).equals(readFileSync(source))).toBe(true)
      expect(readFileSync(base).equals(Buffer.alloc(8 * mebibyte, '.'))).toBe(true)
    })
  }

  test('keeps what it has flushed over a power cut, and nothing is left of what it never sent', async ({
    scope,
  }) => {
    const { disk, server } = await served(scope)
    const io = (...words: string[]) =>
      run(scope, 'qemu-io', [
        '-f',
        'raw',
        '-t',
        'writeback',
        ...words.flatMap((word) => ['-c', word]),
        server.uri,
      ])
    expect(await io('write -P 1 0 1M', 'flush', 'write -P 2 1M 64k', 'write -P 3 0 512')).toMatchObject({
      code: 0,
    })
    disk.powerOn()
    disk.arm({ on: 'write', number: 3 })
    const cut = await io(
      'write -P 4 2M 1M',
      'flush',
      'write -P 5 2M 1M',
      'write -P 6 3M 1M',
      'write -P 7 4M 1M',
    )
    expect(cut.lines.join('\n')).toContain('write failed')
    disk.powerOn()
    const kept = await io('read -P 46 4M 1M', 'read -P 1 4k 1020k')
    expect(kept.lines.join('\n')).not.toContain('verification failed')
    const third = disk.read({ offset: 2 * mebibyte, length: mebibyte })
    expect(third.every((byte) => byte === 4 || byte === 5)).toBe(true)
  })
})
