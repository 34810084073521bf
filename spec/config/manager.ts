import { manager as validate } from '../generated/config/manager.js'
import connection from '../schemas/config/connection.schema.json' with { type: 'json' }
import log from '../schemas/config/log.schema.json' with { type: 'json' }
import manager from '../schemas/config/manager.schema.json' with { type: 'json' }
import type { ConfigDefinition } from './definition.ts'

export const managerConfig: ConfigDefinition = {
  schema: manager,
  schemas: [connection, log, manager],
  validate,
}
