import { softwareAgent as validate } from '../generated/config/software-agent.js'
import artifacts from '../schemas/config/artifacts.schema.json' with { type: 'json' }
import connection from '../schemas/config/connection.schema.json' with { type: 'json' }
import log from '../schemas/config/log.schema.json' with { type: 'json' }
import softwareAgent from '../schemas/config/software-agent.schema.json' with { type: 'json' }
import type { ConfigDefinition } from './definition.ts'

export const softwareConfig: ConfigDefinition = {
  schema: softwareAgent,
  schemas: [artifacts, connection, log, softwareAgent],
  validate,
}
