import { describe, expect, test } from 'vitest'
import { createOptions } from '../../../../agents/containers/engine/create-options.ts'
import { containerSpec } from '../../../../agents/containers/spec/container-spec.ts'
import { assertConsistent } from '../../../../agents/containers/spec/rules.ts'

type Entries = [key: string, value: string][]

function read(...entries: Entries) {
  const spec = containerSpec(
    'app',
    '1',
    entries.map(([key, value]) => ({ key, value })),
  )
  assertConsistent(spec)
  return spec
}

describe('values that are read', () => {
  test.each<[key: string, value: string, read: unknown]>([
    ['image', 'registry.example:5000/team/app:1.2@sha256:'.concat('a'.repeat(64)), undefined],
    ['memory', '200m', 200 * 2 ** 20],
    ['memory', '1.2g', Math.round(1.2 * 2 ** 30)],
    ['memory', '64 MB', 64 * 2 ** 20],
    ['cpus', '0.5', 0.5],
    ['stopTimeout', '30', 30_000],
    ['stopTimeout', '1m30s', 90_000],
    ['terminal', 'true', true],
    ['workingDir', '/srv', '/srv'],
    ['restartPolicy', 'on-failure', 'on-failure'],
  ])('%s %s', (key, value, expected) => {
    expect(read([key, value])).toMatchObject({ [key]: expected ?? value })
  })

  test.each<[value: string, port: object]>([
    ['8080:80', { hostPort: '8080', containerPort: 80, protocol: 'tcp' }],
    ['127.0.0.1:53:5353/udp', { hostIp: '127.0.0.1', hostPort: '53', containerPort: 5353, protocol: 'udp' }],
    ['[::1]:8080:80', { hostIp: '::1', hostPort: '8080', containerPort: 80, protocol: 'tcp' }],
    ['8000-8010:80', { hostPort: '8000-8010', containerPort: 80, protocol: 'tcp' }],
    ['localhost:55555:30555-30555/tcp', { hostIp: '127.0.0.1', hostPort: '55555', containerPort: 30555 }],
  ])('port %s', (value, port) => {
    expect(read(['port', value]).port?.[0]).toMatchObject(port)
  })

  test.each<[value: string, mount: object]>([
    [
      '/data:/srv',
      { type: 'bind', source: '/data', target: '/srv', readOnly: false, propagation: 'rprivate' },
    ],
    ['/data:/srv:rslave,ro', { readOnly: true, propagation: 'rslave' }],
    ['volume:/srv', { type: 'volume', source: 'volume' }],
  ])('mount %s', (value, mount) => {
    expect(read(['mount', value]).mount?.[0]).toMatchObject(mount)
  })

  test('hosts lead to an address, to the device, or to a container', () => {
    const hosts: Entries = ['a:10.0.0.1', 'b:host_ip', 'c:host_ip_eth0', 'd:container_db'].map((value) => [
      'host',
      value,
    ])
    expect(read(...hosts).host?.map(({ target }) => target)).toEqual([
      { kind: 'address', address: '10.0.0.1' },
      { kind: 'host' },
      { kind: 'host', interface: 'eth0' },
      { kind: 'container', container: 'db' },
    ])
  })

  test('order and repetition of what may be repeated are kept', () => {
    expect(read(['cmd', 'b'], ['cmd', 'a'], ['cmd', 'a'])).toMatchObject({ cmd: ['b', 'a', 'a'] })
  })

  test('without an image it is <id>:<version>', () => {
    expect(read().image).toBe('app:1')
  })
})

describe('values that are refused, with key, value and reason', () => {
  test.each<[key: string, value: string, reason: string]>([
    ['image', 'Upper:1', '"image" value "Upper:1": is not of the form'],
    ['port', '80', '"port" value "80": is not of the form [hostIP:]hostPort[-end]:containerPort'],
    ['port', 'eth0:80:80', '"eth0" is not an IP address'],
    ['port', '70000:80', '70000 is not a port from 1 to 65535'],
    ['port', '90-80:80', 'a range from 90 down to 80'],
    ['mount', '/data', '"mount" value "/data": is not of the form source:target'],
    ['mount', '/data:srv', '"srv" is not an absolute path'],
    ['mount', '/data:/srv:everywhere', '"everywhere" is none of ro, rw'],
    ['mount', 'a/b:/srv', 'neither an absolute path nor the name of a volume'],
    ['device', '/dev/null', 'is not of the form host:container[:rwm]'],
    ['device', '/dev/null:/dev/null:rx', '"rx" is no choice of r, w and m'],
    ['host', 'name', 'is not of the form name:ip'],
    ['host', 'name:nowhere', '"nowhere" is not an IP address'],
    ['memory', 'much', 'is not a size like 64k, 200m or 1.2g'],
    ['memory', '3m', '"memory" is less than 6m'],
    ['cpus', '0', 'is not a number of processors'],
    ['terminal', 'yes', 'is neither true nor false'],
    ['restartPolicy', 'sometimes', 'is none of unless-stopped, always, no, on-failure'],
    ['label', 'io.godwit.component=x', 'are taken'],
    ['secret', 'token', 'is not of the form name:/path/of/the/file'],
    ['restartTimeout', 'soon', 'is not a duration'],
    ['network', '-', 'is not the name of a network'],
    ['capAdd', 'NET-ADMIN', 'is not the name of a capability'],
  ])('%s %s', (key, value, reason) => {
    expect(() => read([key, value])).toThrow(expect.objectContaining({ code: 'INVALID_COMPONENT' }))
    expect(() => read([key, value])).toThrow(reason)
  })

  test.each<[reason: string, entries: Entries]>([
    [
      '"privileged" excludes "device"',
      [
        ['privileged', 'true'],
        ['device', '/dev/null:/dev/null'],
      ],
    ],
    [
      '"network" value "host" excludes "port"',
      [
        ['network', 'host'],
        ['port', '80:80'],
      ],
    ],
    [
      'excludes "host" with host_ip',
      [
        ['network', 'host'],
        ['host', 'a:host_ip'],
      ],
    ],
    [
      '"network" value "bridge" excludes further networks',
      [
        ['network', 'bridge'],
        ['network', 'mine'],
      ],
    ],
    ['"restartMaxRetries" needs "restartPolicy" on-failure', [['restartMaxRetries', '3']]],
    [
      '"memorySwap" is less than "memory"',
      [
        ['memory', '64m'],
        ['memorySwap', '32m'],
      ],
    ],
    ['"memorySwap" needs "memory"', [['memorySwap', '32m']]],
    [
      '"memoryReservation" is not less than "memory"',
      [
        ['memory', '64m'],
        ['memoryReservation', '64m'],
      ],
    ],
    [
      '"logDriver" none excludes',
      [
        ['logDriver', 'none'],
        ['logMaxFiles', '2'],
      ],
    ],
    [
      '"healthCmd" none excludes "healthRetries"',
      [
        ['healthCmd', 'none'],
        ['healthRetries', '2'],
      ],
    ],
    [
      'mounts two things at /srv',
      [
        ['mount', 'a1:/srv'],
        ['tmpfs', '/srv'],
      ],
    ],
    [
      'mounts two things at /srv',
      [
        ['mount', 'a1:/srv'],
        ['mount', 'a2:/srv/'],
      ],
    ],
    [
      'mounts two things at /run/secrets/token',
      [
        ['secret', 'token:/etc/one'],
        ['secret', 'token:/etc/two'],
      ],
    ],
    [
      'has "memory" more than once',
      [
        ['memory', '64m'],
        ['memory', '64m'],
      ],
    ],
  ])('%s', (reason, entries) => {
    expect(() => read(...entries)).toThrow(reason)
  })

  test('no message repeats what may be a secret', () => {
    const refusals: Entries = [
      ['env', '1TOKEN=hunter2'],
      ['label', '=hunter2'],
    ]
    for (const [key, value] of refusals) {
      expect(() => read([key, value])).toThrow(`"${key}", entry 1`)
      expect(() => read([key, value])).not.toThrow('hunter2')
    }
  })
})

test('logs are bounded where nobody asks for it, and nobody but Godwit restarts a new container', () => {
  const { body } = createOptions({
    name: 'app',
    alias: 'app',
    image: 'app',
    spec: read(),
    labels: {},
    hosts: [],
  })
  expect(body).toMatchObject({
    HostConfig: {
      LogConfig: { Type: 'json-file', Config: { 'max-file': '2', 'max-size': '104857600' } },
      RestartPolicy: { Name: 'no' },
    },
  })
})
