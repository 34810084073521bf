import { describe, expect, test } from 'vitest'
import { entriesOf } from './fixture.ts'

/** Each of these is also read by the agent's own parsers, or there would be a finding. */
const cases: [service: string, entries: string[]][] = [
  ['command: serve --name "a b"', ['cmd serve', 'cmd --name', 'cmd a b']],
  ['command: [sh, -c, "exit $$CODE"]', ['cmd sh', 'cmd -c', 'cmd exit $CODE']],
  ["command: echo 'it''s' \\; a\\ b", ['cmd echo', 'cmd its', 'cmd ;', 'cmd a b']],
  ['entrypoint: /bin/app --x', ['entrypoint /bin/app', 'entrypoint --x']],
  ['environment: { LEVEL: debug, N: 1.10, NIX: "" }', ['env LEVEL=debug', 'env N=1.10', 'env NIX=']],
  ['environment: [A=b=c, EMPTY=, UNSET]', ['env A=b=c', 'env EMPTY=', 'env UNSET']],
  ['labels: { team: web, live: true }', ['label team=web', 'label live=true']],
  ['labels: ["team=web", "bare"]', ['label team=web', 'label bare=']],
  ['ports: ["8080:80"]', ['port 8080:80']],
  ['ports: [22:22]', ['port 22:22']],
  ['ports: ["127.0.0.1:53:53/udp"]', ['port 127.0.0.1:53:53/udp']],
  ['ports: ["[::1]:8080:80"]', ['port [::1]:8080:80']],
  ['ports: ["9000-9001:8000-8001"]', ['port 9000:8000', 'port 9001:8001']],
  ['ports: ["8000-8010:80"]', ['port 8000-8010:80']],
  ['ports: [80]', ['port 49152-65535:80']],
  ['ports: ["127.0.0.1::80"]', ['port 127.0.0.1:49152-65535:80']],
  [
    'ports: [{ target: 80, published: "8080", host_ip: "::1", protocol: tcp, mode: ingress }]',
    ['port [::1]:8080:80'],
  ],
  ['volumes: ["/data:/srv:ro,rslave"]', ['mount /data:/srv:ro,rslave']],
  ['volumes: ["data:/srv:cached"]', ['mount shop_data:/srv']],
  ['volumes: ["old:/a", "named:/b"]', ['mount old:/a', 'mount given:/b']],
  [
    'volumes: [{ type: bind, source: /data, target: /srv, read_only: true, bind: { propagation: rshared, create_host_path: true } }]',
    ['mount /data:/srv:ro,rshared'],
  ],
  ['volumes: [{ type: volume, source: data, target: /srv, volume: {} }]', ['mount shop_data:/srv']],
  [
    'volumes: [{ type: tmpfs, target: /t, tmpfs: { size: 16m, mode: 0o1777 } }]',
    ['tmpfs /t:size=16m,mode=1777'],
  ],
  ['tmpfs: /tmp', ['tmpfs /tmp']],
  ['tmpfs: ["/tmp:size=4m", /run]', ['tmpfs /tmp:size=4m', 'tmpfs /run']],
  ['secrets: [token]', ['secret token:/etc/token']],
  ['secrets: [{ source: token, target: key }]', ['secret key:/etc/token']],
  ['secrets: [{ source: token, target: /etc/app/key }]', ['mount /etc/token:/etc/app/key:ro']],
  ['devices: ["/dev/null", "/dev/a:/dev/b:r"]', ['device /dev/null:/dev/null', 'device /dev/a:/dev/b:r']],
  ['networks: [front]', ['network shop_front']],
  ['networks: { front: {}, default: }', ['network shop_front']],
  ['network_mode: host', ['network host']],
  ['restart: always', ['restartPolicy always']],
  ['restart: unless-stopped', ['restartPolicy unless-stopped']],
  ['restart: "no"', []],
  ['restart: no', []],
  ['restart: on-failure:5', ['restartPolicy on-failure', 'restartMaxRetries 5']],
  [
    'deploy: { restart_policy: { condition: on-failure, max_attempts: 3 } }',
    ['restartPolicy on-failure', 'restartMaxRetries 3'],
  ],
  ['deploy: { restart_policy: { condition: any } }', ['restartPolicy always']],
  ['deploy: { update_config: { order: start-first, failure_action: rollback } }', ['strategy hand-over']],
  ['deploy: { update_config: { order: stop-first } }', []],
  [
    'ports: ["8000-8009:80"]\ndeploy: { update_config: { order: start-first } }',
    ['port 8000-8009:80', 'strategy hand-over'],
  ],
  [
    'healthcheck: { test: wget -q localhost, interval: 1m30s, timeout: 5s, retries: 3, start_period: 1.5s }',
    [
      'healthCmd wget -q localhost',
      'healthInterval 1m30s',
      'healthTimeout 5s',
      'healthRetries 3',
      'healthStartPeriod 1.5s',
    ],
  ],
  ['healthcheck: { test: [CMD-SHELL, "a || b"] }', ['healthCmd a || b']],
  ['healthcheck: { test: [NONE], interval: 5s }', ['healthCmd none']],
  ['healthcheck: { disable: true, test: x }', ['healthCmd none']],
  ['user: 1000', ['user 1000']],
  ['working_dir: /srv', ['workingDir /srv']],
  ['hostname: shop', ['hostname shop']],
  ['tty: true', ['terminal true']],
  ['stdin_open: false', ['interactive false']],
  ['privileged: true', ['privileged true']],
  ['read_only: true', ['readOnly true']],
  ['cap_add: [NET_ADMIN]', ['capAdd NET_ADMIN']],
  ['cap_drop: [ALL]', ['capDrop ALL']],
  ['security_opt: ["no-new-privileges:true"]', ['securityOpt no-new-privileges:true']],
  ['stop_grace_period: 1m30s', ['stopTimeout 1m30s']],
  [
    'mem_limit: 200M\nmem_reservation: 100mb\nmemswap_limit: -1',
    ['memory 200M', 'memoryReservation 100mb', 'memorySwap -1'],
  ],
  ['cpus: 0.5\npids_limit: 100', ['cpus 0.5', 'pidsLimit 100']],
  ['cpus: 0\npids_limit: -1', []],
  [
    'deploy: { replicas: 1, resources: { limits: { memory: 64m, cpus: "0.25", pids: 9 }, reservations: { memory: 32m } } }',
    ['memory 64m', 'memoryReservation 32m', 'cpus 0.25', 'pidsLimit 9'],
  ],
  [
    'extra_hosts: ["db:10.0.0.1", "six=::1", "gate:host-gateway"]',
    ['host db:10.0.0.1', 'host six:::1', 'host gate:host_ip'],
  ],
  ['extra_hosts: { db: [10.0.0.1, 10.0.0.2] }', ['host db:10.0.0.1', 'host db:10.0.0.2']],
  ['logging: { driver: none }', ['logDriver none']],
  ['logging: { options: { max-size: 10m, max-file: "3" } }', ['logMaxFiles 3', 'logMaxSize 10m']],
  ['pull_policy: never', ['pull never']],
  ['expose: [80]\nx-mine: 1\nlinks: []\ninit: false\ncontainer_name: app', []],
]

test.each(cases)('%s', (service, entries) => {
  const found = entriesOf(service)
  expect(found.findings).toEqual([])
  expect(found.entries.toSorted()).toEqual(entries.toSorted())
})

describe('what a component cannot say is named with its line', () => {
  test.each<[service: string, finding: string]>([
    ['build: .', '4 left out: services.app.build: Godwit builds no images'],
    ['ulimits: { nofile: 9 }', '4 left out: services.app.ulimits: a component has no key for it'],
    ['configs: [a]', 'mount a file instead'],
    ['extends: { service: x }', '`docker compose config` writes out'],
    ['entrypoint: []', "left out: services.app.entrypoint: the image's own cannot be taken away"],
    ['command: ""', "left out: services.app.command: the image's own cannot be taken away"],
    ['scale: 2', 'left out: services.app.scale: a component is one container'],
    ['deploy:\n  replicas: 2', '5 left out: services.app.deploy.replicas: a component is one container'],
    [
      'ports: ["80:80"]\ndeploy: { update_config: { order: start-first } }',
      '5 left out: services.app.deploy.update_config.order: the old container ends before the new one starts: both cannot have 80:80',
    ],
    [
      'network_mode: host\ndeploy: { update_config: { order: start-first } }',
      'both would take the same ports',
    ],
    ['deploy: { update_config: { parallelism: 2 } }', 'update_config.parallelism'],
    ['deploy: { resources: { reservations: { devices: [{}] } } }', 'reservations.devices'],
    ['container_name: other', 'the container is called app'],
    ['network_mode: service:db', 'is none of host, none and bridge'],
    ['network_mode: host\nports: ["80:80"]', '5 left out: services.app.ports: no port is published'],
    ['networks: { front: { aliases: [a], ipv4_address: 10.0.0.2 } }', 'front.aliases: in its networks it is'],
    ['volumes: [/srv]', 'a volume without a name'],
    ['volumes: ["data:/srv:z,ro"]', 'a mount has no z'],
    ['volumes: [{ type: npipe, source: a, target: /b }]', 'there are no mounts of type npipe'],
    ['devices: ["vendor.com/gpu=all"]', 'is not the path of a device'],
    ['privileged: true\ndevices: [/dev/null]', 'a privileged container has all devices'],
    ['secrets: [made]', '"made" comes from no "file"'],
    ['secrets:\n  - source: token\n    mode: 0o400', '6 left out: services.app.secrets[0].mode'],
    ['depends_on: [gone]', '"gone" is no component'],
    ['healthcheck: { test: x, start_interval: 1s }', 'healthcheck.start_interval'],
    ['logging: { driver: syslog }', '"syslog" is neither json-file nor none'],
    ['logging: { options: { tag: x } }', 'logging.options.tag'],
    ['pull_policy: always', 'an image is fetched where it is missing'],
  ])('%s', (service, finding) => {
    const { findings } = entriesOf(service)
    expect(findings.join('\n')).toContain(finding)
    expect(findings.filter((one) => !one.includes('left out'))).toEqual([])
  })
})

describe('what makes no sense is an error with its line', () => {
  test.each<[service: string, finding: string]>([
    ['ports: ["80:80", "a:80"]', '4 error: services.app.ports[1]: "a" is neither a port nor a range'],
    ['ports: ["80-82:80-81"]', 'has two ranges that are not equally long'],
    ['ports: ["8.8:80:80"]', 'error: services.app.ports[0]: "port" value "8.8:80:80": "8.8" is not an IP'],
    ['ports: [{ published: 80 }]', 'has no "target"'],
    ['privileged: maybe', 'must be true or false'],
    ['user: { a: b }', 'services.app.user: must be a text or a number'],
    ['cap_add: { a: b }', 'services.app.cap_add: must be a list'],
    ['logging: text', 'services.app.logging: must be a map'],
    ['restart: sometimes', '"restartPolicy" value "sometimes": is none of unless-stopped, always'],
    ['volumes: ["gone:/srv"]', '"gone" is not declared in "volumes"'],
    ['volumes: ["~/a:/srv"]', '"~" is not known on the device'],
    ['networks: [gone]', '"gone" is not declared in "networks"'],
    ['secrets: [gone]', '"gone" is not declared in "secrets"'],
    ['command: echo "a', 'has a quote that does not end'],
    ['mem_limit: 3m', '"memory" is less than 6m'],
    ['healthcheck: { test: [curl] }', 'must begin with NONE, CMD or CMD-SHELL'],
    ['depends_on: [app]', '"dependsOn" goes round: app → app'],
    ['env_file: gone.env', 'cannot read gone.env'],
    ['labels: { io.godwit.component: x }', 'are taken'],
  ])('%s', (service, finding) => {
    const { findings } = entriesOf(service)
    expect(findings.join('\n')).toContain(finding)
    expect(findings.join('\n')).toContain('error')
  })
})

test('a health check of words is a command line, and the shell that it needs is told', () => {
  const { entries, findings } = entriesOf(`healthcheck: { test: [CMD, test, -f, "it's"] }`)
  expect(entries).toEqual([`healthCmd test -f 'it'\\''s'`])
  expect(findings).toEqual([
    expect.stringContaining('warning: services.app.healthcheck.test: is run by a shell'),
  ])
})

test('relative paths start from the folder of the file, which is told, or from the one that is named', () => {
  const unnamed = entriesOf('volumes: ["./data:/srv"]')
  expect(unnamed.entries).toEqual(['mount /src/shop/data:/srv'])
  expect(unnamed.findings).toEqual([
    '4 warning: services.app.volumes[0]: "./data" is /src/shop/data on the device',
  ])
  const named = entriesOf('volumes: ["./data:/srv"]', { deviceFolder: '/opt/shop' })
  expect(named).toEqual({ entries: ['mount /opt/shop/data:/srv'], findings: [] })
})

test('files of variables are read, and what the service itself says counts', () => {
  const files = { 'app.env': '# of the app\nA=file\nexport B="two\\nlines" # b\nC=\'$A\'\nD=$HOST\nE\n' }
  const service = 'env_file: [app.env, { path: none.env, required: false }]\nenvironment: { A: own }'
  const { entries, findings } = entriesOf(service, { files, environment: { HOST: 'here' } })
  expect(entries).toEqual(['env A=own', 'env B=two\nlines', 'env C=$A', 'env D=here', 'env E'])
  expect(findings).toEqual([
    expect.stringContaining('warning: services.app.env_file[0]: the values of app.env are in'),
  ])
})

test('a name alone takes the value of the environment, and that is told without the value', () => {
  const { entries, findings } = entriesOf('environment: [TOKEN]', { environment: { TOKEN: 'hunter2' } })
  expect(entries).toEqual(['env TOKEN=hunter2'])
  expect(findings).toEqual([expect.stringContaining('the value of TOKEN in this environment is in')])
  expect(findings.join()).not.toContain('hunter2')
})
