import { expect, it } from 'vitest'
import { aggregate, capabilitiesOf } from '../../../manager/inventory.ts'

const agent = (domain: string, capabilities?: string) => ({
  id: `${domain}-agent`,
  type: 'APPLICATION',
  parameters: [
    { key: 'domain', value: domain },
    ...(capabilities ? [{ key: 'capabilities', value: capabilities }] : []),
  ],
})

it("puts the manager's node first and hangs each domain's root below it", () => {
  const whole = aggregate(
    'device',
    '1.0',
    new Map([
      [
        'a',
        {
          softwareNodes: [{ id: 'a:one' }, agent('a')],
          associations: [{ sourceId: 'a-agent', targetId: 'a:one' }],
        },
      ],
      ['b', { softwareNodes: [{ id: 'b:first' }, { id: 'b:other' }] }],
      ['c', { hardwareNodes: [{ id: 'ecu' }], associations: [{ sourceId: 'x', targetId: 'y' }] }],
    ]),
  )
  expect(whole.softwareNodes?.map(({ id }) => id)).toEqual([
    'device-update-manager',
    'a:one',
    'a-agent',
    'b:first',
    'b:other',
  ])
  expect(whole.hardwareNodes).toEqual([{ id: 'ecu' }])
  expect(whole.associations).toEqual([
    { sourceId: 'device-update-manager', targetId: 'a-agent' },
    { sourceId: 'a-agent', targetId: 'a:one' },
    { sourceId: 'device-update-manager', targetId: 'b:first' },
  ])
})

it('reads what an agent can do from its root node, and takes agents of the field for able of nothing more', () => {
  expect(capabilitiesOf('a', { softwareNodes: [agent('a', 'idempotent, reboot')] })).toEqual([
    'idempotent',
    'reboot',
  ])
  expect(capabilitiesOf('a', { softwareNodes: [agent('a')] })).toEqual([])
  expect(capabilitiesOf('a', {})).toEqual([])
})
