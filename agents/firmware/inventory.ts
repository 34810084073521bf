import type { Inventory, KeyValue } from '../../spec/index.ts'
import type { FirmwareDevice } from './device.ts'
import { unknownVersion } from './identify.ts'

/** The component with the version of the running slot; the parameters tell the rest of what is known of the slots. */
export async function inventory(device: FirmwareDevice): Promise<Inventory> {
  const { bootControl, settings } = device
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
  ]
  if (settings.compatible !== undefined) parameters.push({ key: 'compatible', value: settings.compatible })
  if (records.lastFailure) parameters.push({ key: 'lastFailure', value: records.lastFailure.version })
  return {
    softwareNodes: [
      {
        id: settings.component,
        version: versionOf(current),
        name: 'Firmware image',
        parameters,
        type: 'IMAGE',
      },
    ],
  }
}
