/** What a container sees of the device's files: folders, volumes, devices, secrets, file systems in memory. */
import { containerPath, namePattern } from './values.ts'

export interface MountPoint {
  type: 'bind' | 'volume'
  /** A path of the device, or the name of a volume. */
  source: string
  target: string
  readOnly: boolean
  propagation: Propagation
}

const propagations = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'] as const
type Propagation = (typeof propagations)[number]

/** `source:target[:option[,option]]`. Throws a RangeError. */
export function mount(value: string): MountPoint {
  const [source = '', target = '', options = '', ...more] = value.split(':')
  if (source === '' || target === '' || more.length > 0) {
    throw new RangeError('is not of the form source:target[:option[,option]]')
  }
  const type = source.startsWith('/') ? 'bind' : 'volume'
  if (type === 'volume' && !namePattern.test(source)) {
    throw new RangeError(`"${source}" is neither an absolute path nor the name of a volume`)
  }
  const found: MountPoint = {
    ...{ type, source, target: containerPath(target), readOnly: false, propagation: 'rprivate' },
  }
  for (const option of options.split(',').filter(Boolean)) applyOption(found, option)
  if (type === 'volume' && found.propagation !== 'rprivate') {
    throw new RangeError(`"${found.propagation}" is for folders of the device, not for volumes`)
  }
  return found
}

function applyOption(found: MountPoint, option: string): void {
  const propagation = propagations.find((candidate) => candidate === option)
  if (propagation) found.propagation = propagation
  else if (option === 'ro' || option === 'rw') found.readOnly = option === 'ro'
  else throw new RangeError(`"${option}" is none of ro, rw, ${propagations.join(', ')}`)
}

export interface DeviceMapping {
  hostPath: string
  containerPath: string
  /** Of `r`, `w` and `m`. */
  permissions: string
}

/** `host:container[:rwm]`. Throws a RangeError. */
export function device(value: string): DeviceMapping {
  const [hostPath = '', inside = '', permissions = 'rwm', ...more] = value.split(':')
  if (hostPath === '' || inside === '' || more.length > 0) {
    throw new RangeError('is not of the form host:container[:rwm]')
  }
  if (!/^[rwm]{1,3}$/.test(permissions) || new Set(permissions).size < permissions.length) {
    throw new RangeError(`"${permissions}" is no choice of r, w and m`)
  }
  return { hostPath: containerPath(hostPath), containerPath: containerPath(inside), permissions }
}

export interface SecretFile {
  name: string
  /** File on the device, which the container sees under its name, read-only. */
  file: string
}

/** Where the container sees it. */
export const secretTarget = ({ name }: SecretFile): string => `/run/secrets/${name}`

/** `name:file`. Throws a RangeError. */
export function secret(value: string): SecretFile {
  const [, name = '', file = ''] = /^([^:/]+):(.+)$/.exec(value) ?? []
  if (!namePattern.test(name)) throw new RangeError('is not of the form name:/path/of/the/file')
  return { name, file: containerPath(file) }
}

export interface MemoryFileSystem {
  target: string
  /** As `mount` takes them: `size=16m,mode=1777`. */
  options: string
}

/** `target[:options]`. Throws a RangeError. */
export function tmpfs(value: string): MemoryFileSystem {
  const [target = '', ...options] = value.split(':')
  return { target: containerPath(target), options: options.join(':') }
}
