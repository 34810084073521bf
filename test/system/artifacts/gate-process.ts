/**
 * Enters the gate of a store, as a process that can be killed:
 *
 *   node gate-process.ts STORE-FOLDER SETTINGS BYTES
 *
 * SETTINGS are the artifacts' configuration as JSON. Prints `waits …`, `in`, and `took BYTES` when they were let through;
 * with `stay` for BYTES it stays in the gate until it is killed.
 */
import { setTimeout } from 'node:timers/promises'
import { createGate } from '../../../agents/artifacts/gate/gate.ts'
import { gateSettings } from '../../../agents/artifacts/gate/gate-settings.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'

const silent = () => {}
const log: Log = { error: silent, warn: silent, info: silent, debug: silent, trace: silent, child: () => log }
const [folder = '', settings = '{}', bytes = ''] = process.argv.slice(2)
const chunk = 16_384

const gate = createGate(gateSettings(JSON.parse(settings)), {
  folder,
  clock: systemClock,
  log,
  random: Math.random,
})
const admission = await gate.enter({
  signal: new AbortController().signal,
  onWait: (wait) => wait && console.log(`waits: ${wait.reason}`),
})
console.log('in')
while (bytes === 'stay') await setTimeout(1_000)
for (let taken = 0; taken < Number(bytes); taken += chunk) await admission.take(chunk)
await admission.leave()
console.log(`took ${bytes}`)
