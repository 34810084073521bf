import type { FirmwareAgentConfig, SlotPaths } from '../../spec/generated/config.ts'

/** What the agent has to know of the device. */
export interface FirmwareSettings {
  domain: string
  /** Version of the agent. */
  version: string
  /** Id of the one component. */
  component: string
  /** Where the component's image lives: two block devices or regular files. */
  slots: SlotPaths
  /** What images must be made for; absent means that any image is accepted. */
  compatible?: string | undefined
}

/** The settings out of a configuration that is valid against its schema. `version` is the agent's. */
export function firmwareSettings(config: FirmwareAgentConfig, version: string): FirmwareSettings {
  const [entry, ...others] = Object.entries(config.slots)
  if (!entry || others.length > 0) throw new RangeError('slots: exactly one component must be configured')
  const [component, slots] = entry
  return { domain: config.domain ?? 'firmware', version, component, slots, compatible: config.compatible }
}
