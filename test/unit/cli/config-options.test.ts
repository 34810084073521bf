import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addConfigOptions } from '../../../cli/options/config-options.ts'
import { managerConfig } from '../../../spec/config/manager.ts'

function flagsOf(...argv: string[]): Record<string, string> {
  const command = new Command().exitOverride()
  const flags = addConfigOptions(command, managerConfig, { argv })
  command.parse(argv, { from: 'user' })
  return flags()
}

test('flags become paths of the configuration, as they were typed', () => {
  expect(flagsOf('--phase-timeout', '5m', '--broker=mqtt://b', '--when-busy', 'queue')).toEqual({
    phaseTimeout: '5m',
    'connection.broker': 'mqtt://b',
    whenBusy: 'queue',
  })
})

test("Kanto's names are the same options", () => {
  expect(
    flagsOf('--mqtt-conn-broker', 'tcp://b', '--domains', 'a,b', '--mqtt-conn-ack-timeout', '5s'),
  ).toEqual({
    'connection.broker': 'tcp://b',
    agents: 'a,b',
    'connection.acknowledgeTimeout': '5s',
  })
})

test('a switch may come without a value', () => {
  expect(flagsOf('--reboot-enabled')).toEqual({ rebootEnabled: 'true' })
  expect(flagsOf('--reboot-enabled=false')).toEqual({ rebootEnabled: 'false' })
})

test('a part of a flag may be the name of a domain', () => {
  expect(flagsOf('--self-update-read-timeout', '5s', '--agents-body-ecu-reboot-required=true')).toEqual({
    'agents.self-update.readTimeout': '5s',
    'agents.body-ecu.rebootRequired': 'true',
  })
})

test('what is not given is not there, so that defaults stay defaults', () => {
  expect(flagsOf()).toEqual({})
})
