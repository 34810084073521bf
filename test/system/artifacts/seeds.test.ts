/**
 * Mirrors that misbehave by chance, in any combination: what somebody serves arrives byte for byte, everything else fails
 * with an error that says why, nothing hangs, and whatever was left is of use, or at least no harm, the next time.
 *
 * A seed that fails is played again with `CHAOS_SEED=123 vitest run test/system/artifacts/seeds.test.ts`; several with
 * `CHAOS_SEED=1000-1999`.
 */
import { afterAll, beforeAll, test, vi } from 'vitest'
import { asGodwitError } from '../../../spec/index.ts'
import { startMirror } from '../../support/chaos/mirror.ts'
import { owedBy } from '../../support/chaos/oracle.ts'
import { makeStage, type Plan, type Played, play, type Stage } from '../../support/chaos/play.ts'
import { randomPlan } from '../../support/chaos/random-plan.ts'
import { faultOfStore } from '../../support/chaos/sound-store.ts'
import { randomCases } from '../../support/sampling.ts'
import { newScope, type Scope } from '../../support/scope.ts'

const [first = 1, last = first] = (process.env.CHAOS_SEED ?? `1-${randomCases(500)}`).split('-').map(Number)
const seeds = Array.from({ length: last + 1 - first }, (_, index) => first + index)

/** Most of the time is spent waiting. */
vi.setConfig({ maxConcurrency: 10 })

const stageScope = newScope()
let stage: Stage
beforeAll(async () => {
  stage = await makeStage(stageScope)
})
afterAll(() => stageScope.release())

test.concurrent.for(seeds)(
  'seed %i arrives, or fails with the right error',
  { timeout: 240_000 },
  async (seed) => {
    const scope = newScope()
    const plan = randomPlan(seed)
    try {
      const played = await play(scope, plan, stage)
      judge(plan, played)
      await expectSound(played)
      if (played.error) await expectRecovery(scope, played, stage)
    } catch (error) {
      throw new Error(`${(error as Error).message}\nseed ${seed}: ${JSON.stringify(plan)}`, { cause: error })
    } finally {
      await scope.release()
    }
  },
)

function judge(plan: Plan, { error, mirrors, log }: Played): void {
  if (error === undefined) return
  const { success, codes } = owedBy(plan)
  const { code, message } = asGodwitError(error)
  const asked = mirrors.map(({ requests }) =>
    requests.map(({ fault, status, sent, headers }) => `${headers.range ?? ''} ${fault} ${status} ${sent}`),
  )
  const story = [...log.fields.map((fields) => JSON.stringify(fields)), JSON.stringify(asked)].join('\n')
  if (success) throw new Error(`it should have arrived, but: ${code}, ${message}\n${story}`)
  if (!codes.has(code))
    throw new Error(`it may fail with ${[...codes]}, but not with ${code}, ${message}\n${story}`)
}

async function expectSound({ folder, artifact, error }: Played): Promise<void> {
  const fault = await faultOfStore(folder, artifact, error === undefined)
  if (fault !== undefined) throw new Error(fault)
}

/** What a failed download has left stands in nobody's way. */
async function expectRecovery(scope: Scope, played: Played, { tls }: Stage): Promise<void> {
  const { content, artifact, newStore, folder } = played
  const good = await startMirror(
    scope,
    content,
    {
      place: 'http',
      validator: 'strong',
      chunked: false,
      faults: [],
      afterwards: { kind: 'none' },
      line: [],
    },
    { tls },
  )
  await newStore().fetch({ ...artifact, sources: [good.source] }, { signal: AbortSignal.timeout(120_000) })
  const fault = await faultOfStore(folder, artifact, true)
  if (fault !== undefined) throw new Error(`after a download from a good mirror: ${fault}`)
}
