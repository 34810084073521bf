/** Messages that are almost right, quite wrong, or meant to hurt; made from the schemas by mutation. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { MessageKind } from '../../spec/index.ts'

/** As much of JSON Schema as the messages' schemas use. */
interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean'
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

const schemaFiles: Record<MessageKind, string | undefined> = {
  desiredState: 'desired-state',
  command: 'command',
  feedback: 'feedback',
  inventory: 'inventory',
  ownerConsent: 'owner-consent',
  ownerConsentFeedback: 'owner-consent-feedback',
  presence: 'presence',
  status: 'status',
  empty: undefined,
}

/** Words that mean something, so that mutants get further than the door. */
export interface Vocabulary {
  activityIds: string[]
  domains: string[]
}

const words = [
  'DOWNLOAD UPDATE ACTIVATE ROLLBACK CLEANUP CANCEL PAUSE RESUME APPROVED DENIED APPLICATION',
  'IDENTIFYING IDENTIFIED IDENTIFICATION_FAILED DOWNLOADING DOWNLOAD_SUCCESS DOWNLOAD_FAILURE UPDATE_SUCCESS',
  'ACTIVATION_SUCCESS ACTIVATION_FAILURE ROLLBACK_SUCCESS CLEANUP_SUCCESS COMPLETED INCOMPLETE RUNNING',
].flatMap((line) => line.split(' '))

const nasty: unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '*',
  '../../etc/passwd',
  'a/b#+',
  '\u0000',
  '\ud800',
  '%s%n$(x)',
  '__proto__',
  'x'.repeat(70_000),
  [],
  {},
  [null],
  [[]],
  [{}],
  { constructor: { prototype: { polluted: true } } },
  JSON.parse('{"__proto__":{"polluted":true}}'),
]

/** `count` messages of the kind, the same ones for the same seed. */
export function hostileMessages(kind: MessageKind, words: Vocabulary, count: number, seed: number): Buffer[] {
  return fc.sample(hostileMessage(kind, words), { numRuns: count, seed })
}

function hostileMessage(kind: MessageKind, vocabulary: Vocabulary): fc.Arbitrary<Buffer> {
  const envelope = fc.record(
    {
      activityId: fc.constantFrom(...vocabulary.activityIds),
      timestamp: fc.oneof(fc.nat(), fc.integer(), fc.double()),
      payload: payloadOf(kind, vocabulary),
    },
    { requiredKeys: ['activityId', 'payload'] },
  )
  const mutant = fc
    .tuple(envelope, fc.array(mutation, { maxLength: 3 }))
    .map(([message, mutations]) => mutations.reduce<unknown>((value, mutate) => mutate(value), message))
  return fc.oneof(
    { weight: 8, arbitrary: mutant.map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
    { weight: 2, arbitrary: fc.tuple(mutant, fc.nat(), fc.nat(255)).map(spoilBytes) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom(...bombs) },
  )
}

const bombs = [
  '',
  'null',
  '[]',
  '""',
  `${'['.repeat(50_000)}`,
  `{"activityId":"deep","payload":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
  `{"activityId":"long","payload":{"domains":[${'{"id":"x"},'.repeat(5_000)}{"id":"x"}]}}`,
  `{"activityId":"${'y'.repeat(100_000)}","payload":{}}`,
  '{"activityId":{"$gt":""},"timestamp":"now","payload":"none"}',
].map((text) => Buffer.from(text))

function payloadOf(kind: MessageKind, vocabulary: Vocabulary): fc.Arbitrary<unknown> {
  const name = schemaFiles[kind]
  return name === undefined
    ? fc.anything()
    : arbitraryOf(load(`${name}.schema.json`), `${name}.schema.json`, vocabulary)
}

function load(file: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../spec/schemas/${file}`, import.meta.url), 'utf8'))
}

function arbitraryOf(schema: Schema, file: string, vocabulary: Vocabulary): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return referred(schema.$ref, file, vocabulary)
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {})
      const arbitraries = properties.map(
        ([key, property]) => [key, arbitraryOf(property, file, vocabulary)] as const,
      )
      return fc.record<Record<string, unknown>>(Object.fromEntries(arbitraries), {
        requiredKeys: schema.required ?? [],
      })
    }
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}, file, vocabulary), { maxLength: 3 })
    case 'boolean':
      return fc.boolean()
    case 'number':
    case 'integer':
      return fc.integer({ min: -1, max: 300 })
    default: {
      const known = [...words, ...vocabulary.domains, ...vocabulary.activityIds]
      return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, fc.string())
    }
  }
}

function referred(reference: string, file: string, vocabulary: Vocabulary): fc.Arbitrary<unknown> {
  const [other, pointer = ''] = reference.split('#')
  const target = other || file
  const definition = load(target).$defs?.[pointer.replace('/$defs/', '')]
  return arbitraryOf(definition ?? {}, target, vocabulary)
}

/** Somewhere in the message something goes away, becomes something else, or comes along. */
const mutation: fc.Arbitrary<(value: unknown) => unknown> = fc
  .tuple(fc.nat(1_000), fc.constantFrom('remove', 'replace', 'add', 'case'), fc.constantFrom(...nasty))
  .map(
    ([place, how, what]) =>
      (value: unknown) =>
        mutate(value, place, how, what),
  )

function mutate(message: unknown, place: number, how: string, what: unknown): unknown {
  const copy = structuredClone(message)
  const holders = holdersIn(copy)
  const holder = holders[place % holders.length]
  if (holder === undefined) return what
  const keys = Object.keys(holder)
  const key = keys[place % keys.length]
  if (how === 'add' || key === undefined) holder[Array.isArray(holder) ? holder.length : 'added'] = what
  else if (how === 'replace') holder[key] = what
  else if (how === 'case') holder[key.toUpperCase()] = holder[key]
  else delete holder[key]
  return copy
}

/** All objects and lists in a value. */
function holdersIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return [holder, ...Object.values(holder).flatMap(holdersIn)]
}

function spoilBytes([value, place, byte]: [unknown, number, number]): Buffer {
  const bytes = Buffer.from(JSON.stringify(value) ?? '')
  const at = bytes.length === 0 ? 0 : place % bytes.length
  if (byte < 64) return bytes.subarray(0, at)
  if (bytes.length > 0) bytes[at] = byte
  return bytes
}
