import { up as validate } from '../generated/config/up.js'
import artifacts from '../schemas/config/artifacts.schema.json' with { type: 'json' }
import connection from '../schemas/config/connection.schema.json' with { type: 'json' }
import containersAgent from '../schemas/config/containers-agent.schema.json' with { type: 'json' }
import firmwareAgent from '../schemas/config/firmware-agent.schema.json' with { type: 'json' }
import log from '../schemas/config/log.schema.json' with { type: 'json' }
import manager from '../schemas/config/manager.schema.json' with { type: 'json' }
import softwareAgent from '../schemas/config/software-agent.schema.json' with { type: 'json' }
import up from '../schemas/config/up.schema.json' with { type: 'json' }
import type { ConfigDefinition } from './definition.ts'

export const upConfig: ConfigDefinition = {
  schema: up,
  schemas: [artifacts, connection, containersAgent, firmwareAgent, log, manager, softwareAgent, up],
  validate,
}
