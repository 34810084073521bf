/** What runs on the device, as it reports when it is asked to look closely. */
import { randomUUID } from 'node:crypto'
import type { Inventory } from '../../spec/index.ts'
import type { Backend } from '../support/backend.ts'

export interface Installed {
  /** Version of the firmware that runs. */
  firmware: string | undefined
  /** The slot that it runs from, and what the boot loader thinks of it. */
  slot: string | undefined
  slotState: string | undefined
  /** The slot that the next boot prefers. */
  primary: string | undefined
  /** Version of the software. */
  software: string | undefined
  /** What is not as it was installed, in words. */
  drift: string[]
}

const answerMs = 120_000

/** Asks, and waits for the answer. */
export async function askInstalled({ wire, topics }: Backend): Promise<Installed> {
  const id = `installed-${randomUUID()}`
  await wire.publish(topics.currentStateGet, id, { verify: true })
  const answer = await wire.waitFor(
    'inventory',
    ({ topic, json }) => topic === topics.currentState && json?.activityId === id,
    answerMs,
  )
  return installedIn(answer.json?.payload)
}

function installedIn({ softwareNodes = [] }: Inventory): Installed {
  const nodeOf = (id: string) => softwareNodes.find((node) => node.id === id)
  const parameterOf = (id: string, key: string) =>
    nodeOf(id)?.parameters?.find((parameter) => parameter.key === key)?.value
  const slot = parameterOf('firmware:rootfs', 'slot')
  return {
    firmware: nodeOf('firmware:rootfs')?.version,
    slot,
    primary: parameterOf('firmware:rootfs', 'primary'),
    slotState: parameterOf('firmware:rootfs', `state.${slot}`),
    software: nodeOf('software:greeter')?.version,
    drift: softwareNodes.flatMap(({ id, parameters = [] }) =>
      parameters.filter(({ key }) => key === 'drift').map(({ value }) => `${id} has drifted: ${value}`),
    ),
  }
}
