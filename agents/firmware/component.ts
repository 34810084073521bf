import { type DesiredComponent, GodwitError, type KeyValue } from '../../spec/index.ts'

/** What the desired state says of the firmware, beside its artifact. */
export interface FirmwareComponent {
  id: string
  version: string
  config: KeyValue[]
  /** The kind of device that the image is made for. */
  compatible?: string
  /** Revisions of it that the image runs on; all where there are none. */
  hardwareRevisions: string[]
  /** How the image names its build. */
  buildId?: string
  /** Once it is committed, no version below this one is taken. */
  downgradeFloor?: string
  /** To be tried although it has fallen back. */
  retryFailedVersion: boolean
}

/** The one component there can be, or none. Throws INVALID_COMPONENT, with the component's name and the key. */
export function onlyComponent(id: string, components: DesiredComponent[]): FirmwareComponent | undefined {
  const stranger = components.find((component) => component.id !== id)
  if (stranger) {
    throw invalid(stranger.id, `there is no firmware component "${stranger.id}"; the only one is "${id}"`)
  }
  const [component, second] = components
  if (second) throw invalid(id, `component "${id}" is listed more than once`)
  if (!component) return undefined
  if (!component.version) throw invalid(id, `component "${id}" has no version`)
  return parse(id, component.version, component.config ?? [])
}

function parse(id: string, version: string, config: KeyValue[]): FirmwareComponent {
  const values = (key: string) =>
    config.filter((entry) => entry.key === key).map(({ value = '' }) => value.trim())
  const single = (key: string) => {
    const [value, second] = values(key)
    if (second !== undefined) throw invalid(id, `component "${id}" has "${key}" more than once`)
    return value === '' ? undefined : value
  }
  const compatible = single('compatible')
  const buildId = single('buildId')
  const downgradeFloor = single('downgradeFloor')
  return {
    id,
    version,
    config,
    hardwareRevisions: values('hardwareRevision').filter(Boolean),
    retryFailedVersion: isTrue(id, 'retryFailedVersion', single('retryFailedVersion')),
    ...(compatible !== undefined && { compatible }),
    ...(buildId !== undefined && { buildId }),
    ...(downgradeFloor !== undefined && { downgradeFloor }),
  }
}

function isTrue(id: string, key: string, value = 'false'): boolean {
  if (value === 'true' || value === 'false') return value === 'true'
  throw invalid(id, `${key} "${value}" of component "${id}" is neither true nor false`)
}

function invalid(component: string, message: string): GodwitError {
  return new GodwitError('INVALID_COMPONENT', message, { component })
}
