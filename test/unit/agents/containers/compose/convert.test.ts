// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of compose files
import { describe, expect, test } from 'vitest'
import { interpolate } from '../../../../../agents/containers/compose/interpolate.ts'
import { joinWords, splitWords } from '../../../../../agents/containers/compose/words.ts'
import { convert } from './fixture.ts'

const digest = `sha256:${'a'.repeat(64)}`

describe('a file', () => {
  test('becomes components that know each other', () => {
    const { components, findings } = convert(`
name: Shop!
services:
  web:
    image: registry.example:5000/web:2.0
    depends_on: { db: { condition: service_healthy, required: true } }
    restart: always
  db:
    image: postgres@${digest}
    volumes: [data:/var/lib]
volumes: { data: }
`)
    expect(findings).toEqual([])
    expect(components).toEqual([
      {
        id: 'web',
        version: '2.0',
        config: [
          { key: 'image', value: 'registry.example:5000/web:2.0' },
          { key: 'dependsOn', value: 'db' },
          { key: 'network', value: 'shop_default' },
          { key: 'restartPolicy', value: 'always' },
        ],
      },
      {
        id: 'db',
        version: digest,
        config: [
          { key: 'image', value: `postgres@${digest}` },
          { key: 'mount', value: 'shop_data:/var/lib' },
          { key: 'network', value: 'shop_default' },
          { key: 'restartPolicy', value: 'no' },
        ],
      },
    ])
  })

  test.each<[version: string, image: string]>([
    ['latest', 'nginx'],
    ['latest', 'localhost:5000/nginx'],
    ['1.27-alpine', 'nginx:1.27-alpine'],
    ['1.27', `nginx:1.27@${digest}`],
  ])('has version %s for %s', (version, image) => {
    expect(convert(`services: { app: { image: "${image}" } }`).components[0]?.version).toBe(version)
  })

  test('shares parts by aliases and merge keys; what stands there itself counts', () => {
    const { components, findings } = convert(`
x-base: &base { image: app:1, user: "1", restart: always }
x-more: &more { user: "2", hostname: more }
services:
  one: { <<: *base, user: "3" }
  two: { <<: [*base, *more], network_mode: none }
`)
    expect(findings).toEqual([])
    const config = components.map((component) =>
      component.config?.filter(({ key }) => ['user', 'hostname'].includes(key)).map(({ value }) => value),
    )
    expect(config).toEqual([['3'], ['1', 'more']])
  })

  test('is called by flag, environment, itself or its folder', () => {
    const network = (text: string, given = {}) =>
      convert(`${text}\nservices: { app: { image: a } }`, given).components[0]?.config?.find(
        ({ key }) => key === 'network',
      )?.value
    expect(network('')).toBe('shop_default')
    expect(network('name: own')).toBe('own_default')
    expect(network('name: own', { environment: { COMPOSE_PROJECT_NAME: 'env' } })).toBe('env_default')
    expect(network('name: own', { projectName: 'flag' })).toBe('flag_default')
    expect(network('networks: { default: { name: lan, external: true } }')).toBe('lan')
  })

  test('takes variables from the environment, then from .env', () => {
    const { components, findings } = convert(
      'services: { app: { image: "app:$A", user: "${B}", hostname: "${C:-c}", network_mode: "${D-none}" } }',
      { files: { '.env': 'A=file\nB=1${A}\n' }, environment: { A: 'own' } },
    )
    expect(findings).toEqual([])
    expect(components[0]?.config?.map(({ value }) => value)).toEqual(['app:own', '1own', 'c', 'none', 'no'])
  })

  test('names what is not set, what is for profiles, and what is of another file', () => {
    const { components, findings } = convert(`include: [other.yaml]
services:
  app:
    image: app:\${TAG:-1}\${NIX}
    depends_on: [debug]
  debug:
    image: debug
    profiles: [debug]
volumes:
  data: { driver: nfs }
`)
    expect(components.map(({ id }) => id)).toEqual(['app'])
    expect(findings).toEqual([
      '1 left out: include: `docker compose config` writes out what comes from elsewhere',
      '4 warning: services.app.image: the variable NIX is not set, and taken as empty',
      '5 left out: services.app.depends_on[0]: "debug" is no component',
      '8 left out: services.debug.profiles: the service is for profiles; `docker compose --profile … config` chooses',
      '10 left out: volumes.data.driver: a component has no key for it',
    ])
  })

  test.each<[text: string, problem: string]>([
    ['services: {}', '1 error: services: names no service'],
    ['', '1 error: services: names no service'],
    ['services: { app: { build: . } }', '1 error: services.app: has no "image"'],
    ['services: { a.godwit-new: { image: a } }', 'Godwit itself gives names with that ending'],
    ['services: { a: { image: a } }', 'it takes two or more letters, digits'],
    [
      'services: { one: { image: a, ports: ["80:80"] }, two: { image: a, ports: ["80:81"] } }',
      '"port" 80 is asked for by component "one", too',
    ],
    ['services: { app: { image: App } }', 'error: services.app.image: "image" value "App"'],
    ['services: { app: text }', 'must be a map'],
  ])('is refused: %s', (text, problem) => {
    let told: string
    try {
      told = convert(text).findings.join('\n')
    } catch (error) {
      told = String(error)
    }
    expect(told).toContain(problem)
  })

  test.each<[text: string, problem: string]>([
    ['services: [', 'is not valid YAML'],
    ['a: 1\na: 2', 'is not valid YAML: duplicate key'],
    ['a: b\n---\nc: d', 'is not valid YAML: multiple docs'],
    ['- a', 'must be a map'],
    ['a: &a [*a]', 'is too large or too deep'],
    ['x: "${A:?is not there}"', 'needs the variable A: is not there'],
    ['x: "${A"', 'has no "}"'],
    ['<<: text', 'merges what is no map'],
  ])('is no compose file: %s', (text, problem) => {
    expect(() => convert(text)).toThrow(problem)
  })

  test('of aliases that multiply is refused, not grown', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const of =
        level === 0
          ? 'x'
          : Array(10)
              .fill(`*l${level - 1}`)
              .join(', ')
      return `l${level}: &l${level} [${of}]`
    })
    expect(() => convert(levels.join('\n'))).toThrow('is too large or too deep')
  })

  test('that is torn is refused without a word of what it says', () => {
    expect(() => convert('services:\n  app:\n    environment: { TOKEN: "hunter2')).toThrow(/^(?!.*hunter2)/)
  })
})

describe('variables in values', () => {
  const lookup = (name: string) => ({ A: 'a', EMPTY: '' })[name]
  const read = (text: string) => interpolate(text, lookup, () => {})

  test.each([
    ['$A-${A}', 'a-a'],
    ['$$A $$', '$A $'],
    ['${NO:-x}${NO-x}${EMPTY:-x}${EMPTY-x}', 'xxx'],
    ['${A:+y}${EMPTY:+y}${EMPTY+y}${NO+y}', 'yy'],
    ['${NO:-${A:-b}c}', 'ac'],
    ['${A:?needed}', 'a'],
    ['[$NO]', '[]'],
    ['a}b', 'a}b'],
  ])('%s is %s', (text, value) => {
    expect(read(text)).toBe(value)
  })

  test.each([
    ['${EMPTY:?is needed}', 'needs the variable EMPTY: is needed'],
    ['${A', 'has no "}"'],
    ['${A/x/y}', 'has a variable that is not understood'],
    ['a $', 'a dollar is written "$$"'],
    ['${1}', 'a dollar is written "$$"'],
  ])('%s is refused', (text, reason) => {
    expect(() => read(text)).toThrow(reason)
  })
})

test('words that are joined are split into the same words', () => {
  const words = ['a', '', 'b c', "it's", '"', '\\', '$HOME', '\n', 'a=b']
  expect(splitWords(joinWords(words))).toEqual(words)
})
