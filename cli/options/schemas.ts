/** The configuration schemas, as the options and the defaults are read from them. */

import type { ConfigRequest } from '../../platform/config/load-config.ts'
import * as validators from '../../spec/generated/config-validators.js'
import artifacts from '../../spec/schemas/config/artifacts.schema.json' with { type: 'json' }
import connection from '../../spec/schemas/config/connection.schema.json' with { type: 'json' }
import containersAgent from '../../spec/schemas/config/containers-agent.schema.json' with { type: 'json' }
import firmwareAgent from '../../spec/schemas/config/firmware-agent.schema.json' with { type: 'json' }
import log from '../../spec/schemas/config/log.schema.json' with { type: 'json' }
import manager from '../../spec/schemas/config/manager.schema.json' with { type: 'json' }
import softwareAgent from '../../spec/schemas/config/software-agent.schema.json' with { type: 'json' }
import up from '../../spec/schemas/config/up.schema.json' with { type: 'json' }

/** A program's configuration: its schema, those it refers to, and its validator. */
export type Program = Pick<ConfigRequest, 'schema' | 'schemas' | 'validate'>

const schemas = [artifacts, connection, containersAgent, firmwareAgent, log, manager, softwareAgent, up]

export const programs = {
  manager: { schema: manager, schemas, validate: validators.manager },
  software: { schema: softwareAgent, schemas, validate: validators.softwareAgent },
  firmware: { schema: firmwareAgent, schemas, validate: validators.firmwareAgent },
  containers: { schema: containersAgent, schemas, validate: validators.containersAgent },
  up: { schema: up, schemas, validate: validators.up },
} satisfies Record<string, Program>
