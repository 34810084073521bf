/** Whether the parts of Godwit reach each other. */
import type { GodwitClient } from '../../client/index.ts'
import type { ManagerConfig } from '../../spec/generated/config.ts'
import type { Inventory } from '../../spec/index.ts'
import { messageOf } from '../errors.ts'
import { withClient } from '../options/client-options.ts'
import { bad, type Finding, good } from './finding.ts'

/** How long manager and agents may take to answer, ms. */
const answerTimeoutMs = 5_000

/** Broker, manager and agents; nobody is asked behind something that is not there. */
export async function checkServices(config: ManagerConfig): Promise<Finding[]> {
  try {
    return await withClient(config, async (client) => [
      good('broker', 'connected'),
      ...(await checkManager(client, config)),
    ])
  } catch (error) {
    const remedy = 'start the broker, or name another with --broker; godwit up brings one along'
    return [bad('broker', messageOf(error), remedy)]
  }
}

async function checkManager(client: GodwitClient, config: ManagerConfig): Promise<Finding[]> {
  const what = 'manager'
  const status = await client.status({ timeoutMs: answerTimeoutMs }).catch(() => undefined)
  if (!status) {
    const remedy = 'start godwit manager (or godwit up) on this broker, with this --domain and --topic-prefix'
    return [bad(what, `does not answer within ${answerTimeoutMs / 1_000} s`, remedy)]
  }
  const state = await client.currentState({ timeoutMs: answerTimeoutMs }).catch(() => undefined)
  const answered = domainsIn(state?.inventory ?? {})
  const agents = Object.keys(config.agents ?? {}).map((domain) => checkAgent(domain, answered))
  return [good(what, 'answers'), ...agents]
}

function checkAgent(domain: string, answered: ReadonlySet<string>): Finding {
  const what = `agent ${domain}`
  if (answered.has(domain)) return good(what, 'has reported its state')
  const remedy = `start it (godwit agent ${domain}), or take the domain out of the manager's agents`
  return bad(what, 'has not reported its state', remedy)
}

/** The domains of which an inventory tells: by their agents' own nodes, or by the ids of what is installed. */
function domainsIn({ softwareNodes = [], hardwareNodes = [] }: Inventory): Set<string> {
  const nodes = [...softwareNodes, ...hardwareNodes]
  const named = nodes.flatMap(({ parameters = [] }) =>
    parameters.filter(({ key }) => key === 'domain').map(({ value = '' }) => value),
  )
  const prefixes = nodes.map(({ id }) => id.split(':')[0] ?? '')
  return new Set([...named, ...prefixes])
}
