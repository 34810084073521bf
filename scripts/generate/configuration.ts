import { type ConfigOption, optionsOf } from '../../platform/config/options.ts'
import type { ConfigSchema } from '../../platform/config/schema.ts'
import { nameOf, type SchemaFile } from './schemas.ts'

interface Program {
  /** Name of its schema. */
  schema: string
  title: string
  /** Options below these keys are told in a section of their own. */
  elsewhere: string[]
  introduction: string
}

const shared = ['connection', 'log', 'artifacts']
const connectionAndLog = 'Besides these, [`connection`](#connection) and [`log`](#log).'
const agentShared = 'Besides these, [`connection`](#connection), [`log`](#log) and [`artifacts`](#artifacts).'

const programs: Program[] = [
  {
    schema: 'manager',
    title: '`godwit manager`',
    elsewhere: shared,
    introduction: `${connectionAndLog} Names and defaults are those of Eclipse Kanto where it has them, and Kanto's flags and variables are understood too: an existing configuration file works.`,
  },
  {
    schema: 'softwareAgent',
    title: '`godwit agent software`',
    elsewhere: shared,
    introduction: agentShared,
  },
  {
    schema: 'firmwareAgent',
    title: '`godwit agent firmware`',
    elsewhere: shared,
    introduction: agentShared,
  },
  {
    schema: 'containersAgent',
    title: '`godwit agent containers`',
    elsewhere: shared,
    introduction: agentShared,
  },
  {
    schema: 'up',
    title: '`godwit up`',
    elsewhere: [...shared, 'manager', 'agents.software', 'agents.firmware', 'agents.containers'],
    introduction: `${connectionAndLog} What stands at the top holds for the manager and each agent. Every option of theirs stands below \`manager\`, \`agents.software\`, \`agents.firmware\` and \`agents.containers\`: \`manager.phaseTimeout\` is \`--manager-phase-timeout\` and \`GODWIT_MANAGER_PHASE_TIMEOUT\`. The agents that are named run; where none is, the software agent does.`,
  },
]

const sections = [
  { key: 'connection', introduction: 'How every program reaches the broker.' },
  { key: 'log', introduction: 'What every program writes about itself.' },
  { key: 'artifacts', introduction: 'What agents download, and how.' },
]

const introduction = `<!-- Generated from spec/schemas/config by \`npm run generate\`. Do not edit. -->

# Configuration

Each option has a key in the configuration file (\`--config FILE\`, JSON), a flag and an environment variable. A flag wins
over a variable, a variable over the file, the file over the default. A dot in a key stands for an object in an object:

\`\`\`json
{ "connection": { "broker": "mqtts://broker.example.com" }, "phaseTimeout": "5m" }
\`\`\`

The configuration is checked before anything starts: an unknown key or a bad value is an error that names it, where it
stands and what is allowed. Durations are written \`250ms\`, \`30s\`, \`10m\`, \`1h30m\`. In flags and variables, lists and
names have commas between them; \`json\` is JSON. \`<name>\` stands for a name of your choice.
`

/** docs/configuration.md: every option of every program. */
export function configuration(schemas: SchemaFile[]): string {
  const files = schemas as ConfigSchema[]
  const schemaOf = (name: string) => {
    const found = schemas.find((schema) => nameOf(schema) === name)
    if (found === undefined) throw new Error(`there is no configuration schema ${name}`)
    return found as SchemaFile & ConfigSchema & { required?: string[] }
  }
  const ofPrograms = programs.map(({ schema: name, title, elsewhere, introduction }) => {
    const schema = schemaOf(name)
    const own = optionsOf(schema, files).filter(
      ({ path }) => !elsewhere.some((key) => path.startsWith(`${key}.`)),
    )
    return `## ${title}\n\n${introduction}\n\n${table(own, schema.required ?? [])}`
  })
  // The shared sections as the software agent has them: its schema refers to all of them.
  const all = optionsOf(schemaOf('softwareAgent'), files)
  const ofAll = sections.map(({ key, introduction }) => {
    const below = all.filter(({ path }) => path.startsWith(`${key}.`))
    return `## \`${key}\`\n\n${introduction}\n\n${table(below, [])}`
  })
  return [introduction, ...ofPrograms, ...ofAll].join('\n')
}

function table(options: ConfigOption[], required: string[]): string {
  const rows = options.map((option) => {
    const isRequired = required.includes(option.path.split('.')[0] ?? '')
    const cells = [
      code(option.path),
      codes(option.flag, option.kantoFlag),
      codes(option.env, option.kantoEnv),
      option.type,
      isRequired ? '(required)' : shown(option.default),
      meaning(option),
    ]
    return `| ${cells.join(' | ')} |\n`
  })
  return `| key | flag | variable | type | default | meaning |\n|---|---|---|---|---|---|\n${rows.join('')}`
}

function meaning({ allowed, description }: ConfigOption): string {
  const choice = allowed ? ` One of ${allowed.map(shown).join(', ')}.` : ''
  return `${description}${choice}`.trim().replaceAll('|', '\\|')
}

function shown(value: unknown): string {
  if (value === undefined) return ''
  return code(typeof value === 'string' ? value : JSON.stringify(value))
}

function codes(...texts: (string | undefined)[]): string {
  return texts.flatMap((text) => (text === undefined ? [] : [code(text)])).join(', ')
}

function code(text: string): string {
  return `\`${text}\``
}
