import type { Inventory, KeyValue } from '../../spec/index.ts'
import type { FirmwareDevice } from './device.ts'
import { unknownVersion } from './identify.ts'
import type { FirmwareRecords } from './records.ts'

/** The component with the version of the running slot; the parameters tell the rest of what is known of the slots. */
export async function inventory(device: FirmwareDevice): Promise<Inventory> {
  const { bootControl, installer, settings } = device
  const records = await device.records.read()
  const current = await bootControl.getCurrent()
  const versionOf = (slot: 'a' | 'b') => records[slot]?.version ?? unknownVersion
  const parameters: KeyValue[] = [
    { key: 'slot', value: current },
    { key: 'primary', value: await bootControl.getPrimary() },
    { key: 'state.a', value: await bootControl.getState('a') },
    { key: 'state.b', value: await bootControl.getState('b') },
    { key: 'version.a', value: versionOf('a') },
    { key: 'version.b', value: versionOf('b') },
    ...optional('compatible', settings.compatible),
    ...optional('hardwareRevision', settings.hardwareRevision),
    ...optional('downgradeFloor', records.floor),
    ...optional('onTrial', records.trial?.version),
    ...lastFailure(records),
    ...explained('boot', (await bootControl.explain?.()) ?? {}),
    ...explained(settings.driver, (await installer.explain?.()) ?? {}),
  ]
  return {
    softwareNodes: [
      {
        id: settings.component,
        version: current === 'rescue' ? unknownVersion : versionOf(current),
        name: 'Firmware image',
        parameters,
        type: 'IMAGE',
      },
    ],
  }
}

/** The words of a port, below its name. */
function explained(port: string, words: Record<string, string>): KeyValue[] {
  return Object.entries(words).map(([word, value]) => ({ key: `${port}.${word}`, value }))
}

function optional(key: string, value: string | undefined): KeyValue[] {
  return value === undefined ? [] : [{ key, value }]
}

function lastFailure({ history = [] }: FirmwareRecords): KeyValue[] {
  const failed = history.findLast(({ fellBack }) => fellBack !== undefined)
  if (!failed?.fellBack) return []
  const { cause, text, at } = failed.fellBack
  return [
    { key: 'lastFailure', value: failed.version },
    { key: 'lastFailure.cause', value: cause },
    { key: 'lastFailure.reason', value: text },
    { key: 'lastFailure.at', value: at },
    { key: 'lastFailure.trials', value: String(failed.trials) },
  ]
}
