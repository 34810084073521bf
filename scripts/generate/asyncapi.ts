import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { kindOf, type MessageKind } from '../../spec/kinds.ts'
import { type Topics, topicsOf } from '../../spec/topics.ts'
import { nameOf, root, type Schema, type SchemaFile } from './schemas.ts'

type Topic = keyof Topics

/** One topic of the contract, as the manager sees it. */
interface Use {
  action: 'send' | 'receive'
  summary: string
  retain?: true
}

/** Between a backend and the manager. */
const managerTopics: Record<Topic, Use> = {
  desiredState: { action: 'receive', summary: 'Starts a campaign.' },
  command: { action: 'receive', summary: 'Cancels, pauses or resumes the campaign of that activityId.' },
  feedback: { action: 'send', summary: 'How far the campaign has come, over all domains.' },
  currentState: { action: 'send', summary: 'What is on the device, over all domains.', retain: true },
  currentStateGet: { action: 'receive', summary: 'Asks for the current state.' },
  ownerConsent: { action: 'send', summary: 'Asks the owner of the device before a phase.' },
  ownerConsentFeedback: { action: 'receive', summary: "The owner's answer." },
  presence: { action: 'send', summary: 'Whether the manager is connected.', retain: true },
  status: { action: 'send', summary: 'The campaigns, and what each of them waits for.' },
  statusGet: { action: 'receive', summary: 'Asks for the status.' },
}

/** Between the manager and the agent of one domain. */
const agentTopics: Partial<Record<Topic, Use>> = {
  desiredState: { action: 'send', summary: "Asks for the plan: the domain's part of a desired state." },
  command: { action: 'send', summary: 'Starts a phase.' },
  feedback: { action: 'receive', summary: 'The plan, and how far the agent has come with the phase.' },
  currentState: { action: 'receive', summary: 'What is on the device in this domain.', retain: true },
  currentStateGet: { action: 'send', summary: 'Asks for the current state; never during a campaign.' },
  presence: { action: 'receive', summary: 'Whether the agent is connected.', retain: true },
}

/** The AsyncAPI document of the whole MQTT contract, from topics, schemas and examples. */
export async function asyncapi(schemas: SchemaFile[], version: string): Promise<string> {
  const manager = channels('manager', topicsOf('device'), managerTopics)
  const agent = channels('agent', topicsOf('{domain}'), agentTopics)
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Godwit update manager',
      version,
      description:
        'Seen from the update manager; agents and backends send what it receives. `device` is the default of its own domain. A `-` in a domain is left out of its topics, and a domain that ends with `update` gets no second one. With `topicPrefix`, every topic begins with it.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      broker: { host: 'localhost:1883', protocol: 'mqtt', description: 'Any MQTT 3.1.1 or 5 broker.' },
    },
    channels: Object.assign({}, ...[...manager, ...agent].map(({ channel }) => channel)),
    operations: Object.assign({}, ...[...manager, ...agent].map(({ operation }) => operation)),
    components: { messages: await messages(schemas), schemas: components(schemas) },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function channels(side: string, addresses: Topics, uses: Partial<Record<Topic, Use>>) {
  return Object.entries(uses).map(([topic, { action, summary, retain = false }]) => {
    const name = `${side}${topic[0]?.toUpperCase()}${topic.slice(1)}`
    const kind = kindOf[topic as Topic]
    const parameters = { domain: { description: 'The domain, without `-`.', examples: ['containers'] } }
    const channel = {
      address: addresses[topic as Topic],
      messages: { [kind]: { $ref: `#/components/messages/${kind}` } },
      ...(side === 'agent' && { parameters }),
    }
    const operation = {
      action,
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/${kind}` }],
      summary,
      bindings: { mqtt: { qos: 1, retain, bindingVersion: '0.2.0' } },
    }
    return { channel: { [name]: channel }, operation: { [name]: operation } }
  })
}

async function messages(schemas: SchemaFile[]): Promise<Record<string, unknown>> {
  const envelope = schemas.find((schema) => nameOf(schema) === 'envelope')
  const kinds = [...new Set<MessageKind>(Object.values(kindOf))].sort()
  const entries = kinds.map(async (kind) => {
    const schema = schemas.find((candidate) => nameOf(candidate) === kind)
    const payload = schema
      ? { $ref: `#/components/schemas/${schema.title}` }
      : {
          description:
            '`{"verify": true}` asks, with the current state, that agents look whether what they have installed is still the same. All else is not looked at.',
        }
    const message = {
      name: kind,
      title: schema?.title ?? 'Question',
      summary: schema?.description ?? 'A question that needs no payload.',
      correlationId: { location: '$message.payload#/activityId' },
      payload: {
        type: 'object',
        required: schema ? ['activityId', 'payload'] : ['activityId'],
        properties: { ...envelope?.properties, payload },
      },
      examples: await examples(kind),
    }
    return [kind, message]
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function examples(kind: MessageKind) {
  const folder = path.join(root, 'spec/examples/messages')
  const files = (await readdir(folder)).filter((file) => file.startsWith(`${kind}.`)).sort()
  return Promise.all(
    files.map(async (file) => ({
      name: file.split('.')[1],
      payload: JSON.parse(await readFile(path.join(folder, file), 'utf8')),
    })),
  )
}

/** All titled schemas, also those within others, side by side under their titles. */
function components(schemas: SchemaFile[]): Record<string, Schema> {
  const titles = new Map<string, string>()
  for (const { $id, $defs = {} } of schemas) {
    for (const [name, { title = name }] of Object.entries($defs)) titles.set(`${$id}#/$defs/${name}`, title)
  }
  const flat = schemas.flatMap(
    ({ $schema: _, $id, $defs = {}, ...schema }: SchemaFile & { $schema?: string }) =>
      [schema, ...Object.values($defs)].map((entry) => relinked(entry, $id, titles) as Schema),
  )
  const titled = flat.filter(({ title }) => title !== undefined && title !== 'Envelope')
  return Object.fromEntries(titled.map((schema) => [schema.title, schema]))
}

/** The schema with its references pointing to where `components` puts their targets. */
function relinked(value: unknown, file: string, titles: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => relinked(entry, file, titles))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, entry]) => {
    if (key !== '$ref') return [key, relinked(entry, file, titles)]
    const title = titles.get(entry.startsWith('#') ? `${file}${entry}` : entry)
    return [key, `#/components/schemas/${title}`]
  })
  return Object.fromEntries(entries)
}
