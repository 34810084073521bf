/** An agent that watches what somebody does to its containers. */
import type { ContainersSettings } from '../../../agents/containers/settings.ts'
import type { Scope } from '../../support/scope.ts'
import { containersFixture, type Fixture } from './fixture.ts'

export interface Watched {
  fixture: Fixture
  /** `app: stopped`, as the inventory tells it. */
  drift(): Promise<string[]>
  verify(): Promise<void>
  setBusy(busy: boolean): void
  /** What the inventory tells of a container's repairs. */
  repairs(id: string): Promise<string | undefined>
}

/** With one agent that watches. */
export async function watched(scope: Scope, own: Partial<ContainersSettings> = {}): Promise<Watched> {
  const fixture = await containersFixture(scope, { driftLastsMs: 0, ...own })
  await fixture.engine.makeImage('app:1')
  const agent = fixture.start()
  let isBusy = false
  // A healer acts when somebody looks, as the sdk does at each change.
  const stop = agent.watch?.(
    () => own.selfHeal && void agent.inventory().catch(() => {}),
    () => isBusy,
  )
  scope.defer(() => stop?.())
  return {
    fixture,
    async repairs(wanted) {
      const { softwareNodes = [] } = await agent.inventory()
      const node = softwareNodes.find(({ id }) => id === wanted)
      return node?.parameters?.find(({ key }) => key === 'selfHeal')?.value
    },
    async drift() {
      const { softwareNodes = [] } = await agent.inventory()
      return softwareNodes.flatMap(({ id, parameters = [] }) =>
        parameters.filter(({ key }) => key === 'drift').map(({ value }) => `${id}: ${value}`),
      )
    },
    verify: async () => agent.verify?.(new AbortController().signal),
    setBusy(busy) {
      isBusy = busy
    },
  }
}
