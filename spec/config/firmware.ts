import { firmwareAgent as validate } from '../generated/config/firmware-agent.js'
import artifacts from '../schemas/config/artifacts.schema.json' with { type: 'json' }
import connection from '../schemas/config/connection.schema.json' with { type: 'json' }
import firmwareAgent from '../schemas/config/firmware-agent.schema.json' with { type: 'json' }
import log from '../schemas/config/log.schema.json' with { type: 'json' }
import type { ConfigDefinition } from './definition.ts'

export const firmwareConfig: ConfigDefinition = {
  schema: firmwareAgent,
  schemas: [artifacts, connection, firmwareAgent, log],
  validate,
}
