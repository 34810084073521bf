/**
 * The configuration of each program, as its schema describes it. Apart from `spec/index.ts`, and to be imported only
 * where a configuration is read: nothing else needs the schemas at run time.
 */
import * as validators from './generated/config-validators.js'
import artifacts from './schemas/config/artifacts.schema.json' with { type: 'json' }
import connection from './schemas/config/connection.schema.json' with { type: 'json' }
import containersAgent from './schemas/config/containers-agent.schema.json' with { type: 'json' }
import firmwareAgent from './schemas/config/firmware-agent.schema.json' with { type: 'json' }
import log from './schemas/config/log.schema.json' with { type: 'json' }
import manager from './schemas/config/manager.schema.json' with { type: 'json' }
import softwareAgent from './schemas/config/software-agent.schema.json' with { type: 'json' }
import up from './schemas/config/up.schema.json' with { type: 'json' }

/** All configuration schemas; a `$ref` names one of them by the last part of its `$id`. */
const schemas = [artifacts, connection, containersAgent, firmwareAgent, log, manager, softwareAgent, up]

/** For each program its schema, the schemas that it may refer to, and its validator. */
export const configs = {
  manager: { schema: manager, schemas, validate: validators.manager },
  softwareAgent: { schema: softwareAgent, schemas, validate: validators.softwareAgent },
  firmwareAgent: { schema: firmwareAgent, schemas, validate: validators.firmwareAgent },
  containersAgent: { schema: containersAgent, schemas, validate: validators.containersAgent },
  up: { schema: up, schemas, validate: validators.up },
}
