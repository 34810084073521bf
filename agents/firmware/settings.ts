import { durationOf } from '../../platform/config/duration.ts'
import { parseCommandLine } from '../../platform/process/command-line.ts'
import type { FirmwareAgentConfig, SlotPaths } from '../../spec/generated/config.ts'

/** The moments at which a device's maker may have a command of their own run. */
export type Hook = 'preInstall' | 'postInstall' | 'healthCheck' | 'postCommit'

/** What the agent has to know of the device. */
export interface FirmwareSettings {
  domain: string
  /** Version of the agent. */
  version: string
  /** Id of the one component. */
  component: string
  driver: 'raw' | 'rauc' | 'swupdate'
  /** Where the component's image lives: two block devices or regular files, or two names of RAUC. */
  slots: SlotPaths
  /** What images must be made for; absent means that any image is accepted. */
  compatible?: string | undefined
  hardwareRevision?: string | undefined
  /** Whether an older version than the committed one is taken. */
  allowDowngrade: boolean
  retryFailedVersion: boolean
  /** How long a slot that came up may wait for its commit; 0 waits without end. */
  confirmTimeoutMs: number
  hooks: Partial<Record<Hook, string[]>>
  hookTimeoutMs: number
}

/**
 * The settings out of a configuration that is valid against its schema. `version` is the agent's. Throws a RangeError that
 * names the key for what makes no sense: a command that cannot be read, a time that is too short, two slots that are one.
 */
export function firmwareSettings(config: FirmwareAgentConfig, version: string): FirmwareSettings {
  const [entry, ...others] = Object.entries(config.slots)
  if (!entry || others.length > 0) throw new RangeError('slots: exactly one component must be configured')
  const [component, slots] = entry
  if (slots.a === slots.b) throw new RangeError(`slots.${component}: both slots are ${slots.a}`)
  return {
    domain: config.domain ?? 'firmware',
    version,
    component,
    driver: config.driver ?? 'raw',
    slots,
    compatible: config.compatible,
    hardwareRevision: config.hardwareRevision,
    allowDowngrade: config.allowDowngrade ?? true,
    retryFailedVersion: config.retryFailedVersion ?? false,
    confirmTimeoutMs: durationOf('confirmTimeout', config.confirmTimeout ?? '30m', 0),
    hooks: hooksOf(config.hooks),
    hookTimeoutMs: durationOf('hooks.timeout', config.hooks?.timeout ?? '5m', 1),
  }
}

function hooksOf({ timeout: _timeout, ...commands }: FirmwareAgentConfig['hooks'] = {}) {
  const hooks: FirmwareSettings['hooks'] = {}
  for (const [hook, command] of Object.entries(commands)) hooks[hook as Hook] = parseCommandLine(command)
  return hooks
}
