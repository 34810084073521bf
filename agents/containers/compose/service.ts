/** A service as the entries of a component. */
import { deviceEntries, secretEntries, tmpfsEntries, volumeEntries } from './files.ts'
import { limitEntries, limitKeys, restartEntries } from './limits.ts'
import { logEntries } from './logging.ts'
import { hostEntries, networkEntries } from './networks.ts'
import { portEntries } from './ports.ts'
import { dependencyEntries, environmentEntries, healthEntries, labelEntries, wordsAs } from './process.ts'
import { type Entry, entry, leaveOutOthers, type Service } from './project.ts'
import { ComposeError, type ComposeNode, flagOf, itemsOf, textOf } from './tree.ts'
import { updateOrderEntries } from './update-order.ts'

type Converter = (node: ComposeNode, service: Service) => Entry[]

const textAs =
  (key: string): Converter =>
  (node) => [entry(key, textOf(node), node)]

const flagAs =
  (key: string): Converter =>
  (node) => [entry(key, String(flagOf(node)), node)]

const textsAs =
  (key: string): Converter =>
  (node) =>
    itemsOf(node).map((item) => entry(key, textOf(item), item))

/** Each by its key, in the order that people like to read. */
const converters: Record<string, Converter> = {
  image: textAs('image'),
  pull_policy: pullEntries,
  entrypoint: wordsAs('entrypoint'),
  command: wordsAs('cmd'),
  user: textAs('user'),
  working_dir: textAs('workingDir'),
  hostname: textAs('hostname'),
  labels: labelEntries,
  tty: flagAs('terminal'),
  stdin_open: flagAs('interactive'),
  stop_grace_period: textAs('stopTimeout'),
  privileged: flagAs('privileged'),
  read_only: flagAs('readOnly'),
  cap_add: textsAs('capAdd'),
  cap_drop: textsAs('capDrop'),
  security_opt: textsAs('securityOpt'),
  devices: deviceEntries,
  volumes: volumeEntries,
  tmpfs: tmpfsEntries,
  secrets: secretEntries,
  ports: portEntries,
  extra_hosts: hostEntries,
  logging: logEntries,
  healthcheck: healthEntries,
  depends_on: dependencyEntries,
  container_name: containerName,
  scale: scale,
}

/** What belongs together: read as one, whichever of its keys are there. */
const together: ((service: Service, node: ComposeNode) => Entry[])[] = [
  environmentEntries,
  networkEntries,
  limitEntries,
  restartEntries,
  updateOrderEntries,
]
const togetherKeys = ['environment', 'env_file', 'networks', 'network_mode', ...limitKeys]

/** `expose` and `attach` change nothing that a container does; profiles have been looked at before. */
const known = [...Object.keys(converters), ...togetherKeys, 'expose', 'attach', 'profiles']

const merged = '`docker compose config` writes out what comes from elsewhere'
const reasons: Record<string, string> = {
  build: 'Godwit builds no images; push what it makes to a registry, and name it as "image"',
  extends: merged,
  configs: 'mount a file instead',
  links: 'in a network that they share, services know each other by name',
}

/** What cannot be converted is reported, error by error. */
export function convertService(node: ComposeNode, service: Service): Entry[] {
  const parts = Object.entries(converters).map(([key, convert]) => () => {
    const value = service.body.get(key)
    return value && value.kind !== 'empty' ? convert(value, service) : []
  })
  const groups = together.map((convert) => () => convert(service, node))
  const entries = [...parts, ...groups].flatMap((convert) => reporting(service, convert))
  leaveOutOthers(service.body, known, service.leaveOut, reasons)
  return entries
}

function reporting({ project }: Service, convert: () => Entry[]): Entry[] {
  try {
    return convert()
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error
    project.report('error', error.place, error.message)
    return []
  }
}

function pullEntries(node: ComposeNode, { leaveOut }: Service): Entry[] {
  const policy = textOf(node)
  if (policy === 'never') return [entry('pull', 'never', node)]
  if (!['missing', 'if_not_present'].includes(policy)) {
    leaveOut(node, 'an image is fetched where it is missing; name it by tag or digest')
  }
  return []
}

function containerName(node: ComposeNode, { name, leaveOut }: Service): Entry[] {
  if (textOf(node) !== name) leaveOut(node, `the container is called ${name}, as the service is`)
  return []
}

function scale(node: ComposeNode, { leaveOut }: Service): Entry[] {
  if (textOf(node) !== '1') leaveOut(node, 'a component is one container')
  return []
}
