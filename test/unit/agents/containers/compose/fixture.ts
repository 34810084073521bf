import { convertCompose } from '../../../../../agents/containers/compose/convert.ts'
import type { ComposeSource } from '../../../../../agents/containers/compose/project.ts'

export interface Given extends Partial<Omit<ComposeSource, 'readFile'>> {
  /** Files beside the compose file. */
  files?: Record<string, string>
}

/** Components and findings, in short. */
export function convert(text: string, { files = {}, ...given }: Given = {}) {
  const { components, findings } = convertCompose(text, {
    ...{ folder: '/src/shop', environment: {} },
    ...given,
    readFile(name) {
      const found = files[name]
      if (found === undefined) throw new Error('ENOENT')
      return found
    },
  })
  const found = findings.map(({ kind, line, path, problem }) => `${line} ${kind}: ${path}: ${problem}`)
  return { components, findings: found }
}

/** The entries of one service with an image, but for those that every one has. */
export function entriesOf(service: string, given?: Given) {
  const lines = service.split('\n').map((line) => `    ${line}`)
  const text = `services:\n  app:\n    image: app:1\n${lines.join('\n')}\n${declarations}`
  const { components, findings } = convert(text, given)
  const usual = ['image app:1', 'network shop_default', 'restartPolicy no']
  const config = components.flatMap((component) => component.config ?? [])
  const entries = config.map(({ key, value }) => `${key} ${value}`).filter((one) => !usual.includes(one))
  return { entries, findings }
}

const declarations = `
volumes: { data: null, old: { external: true }, named: { name: given } }
networks: { front: null }
secrets: { token: { file: /etc/token }, made: { environment: TOKEN } }
`
