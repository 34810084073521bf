import { containersAgent as validate } from '../generated/config/containers-agent.js'
import artifacts from '../schemas/config/artifacts.schema.json' with { type: 'json' }
import connection from '../schemas/config/connection.schema.json' with { type: 'json' }
import containersAgent from '../schemas/config/containers-agent.schema.json' with { type: 'json' }
import log from '../schemas/config/log.schema.json' with { type: 'json' }
import type { ConfigDefinition } from './definition.ts'

export const containersConfig: ConfigDefinition = {
  schema: containersAgent,
  schemas: [artifacts, connection, containersAgent, log],
  validate,
}
