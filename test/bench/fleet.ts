/**
 * Time and memory of campaigns over one container and over many. The containers do nothing but be there, and need not
 * settle: what is left is what Godwit and the engine take themselves.
 */

import { component, startContainersDevice } from '../support/containers-device.ts'
import { startDockerEngine } from '../support/docker-engine.ts'
import { newScope } from '../support/scope.ts'
import { peakMib } from './memory.ts'
import { mib, ms, type Row } from './report.ts'
import { median, timed } from './statistics.ts'

const counts = [1, 10, 50]
const images = ['fleet:1', 'fleet:2']
/** The more containers, the fewer campaigns. */
const updatesOf = (count: number) => (count === 1 ? 5 : count === 10 ? 3 : 1)

export async function measureFleets(): Promise<Row[]> {
  const rows: Row[] = []
  for (const count of counts) rows.push(await measureFleet(count))
  return rows
}

async function measureFleet(count: number): Promise<Row> {
  const scope = newScope()
  try {
    const engine = await startDockerEngine(scope)
    for (const image of images) await engine.makeImage(image)
    const device = await startContainersDevice(scope, engine.socket)
    const apply = (round: number) => device.apply(fleet(count, images[round % images.length] ?? ''))
    const rounds = updatesOf(count)
    const created = await timed(() => apply(0))
    const updates: number[] = []
    for (let round = 1; round <= rounds; round += 1) updates.push(await timed(() => apply(round)))
    const checked = await timed(() => apply(rounds))
    const updated = median(updates)
    const peak = mib(peakMib(device.agent().pid))
    return {
      what: `campaign that replaces ${count} container${count === 1 ? '' : 's'}`,
      measured: `${ms(updated)}, ${ms(updated / count)} each; agent's peak ${peak} RSS`,
      beside: `creates them ${ms(created)}, finds nothing to change ${ms(checked)}`,
    }
  } finally {
    await scope.release()
  }
}

const fleet = (count: number, image: string) =>
  Array.from({ length: count }, (_, index) =>
    component(`fleet-${index}`, {
      image,
      network: 'none',
      cmd: ['sh', '-c', `trap exit TERM; sleep 100000 & wait`],
    }),
  )
