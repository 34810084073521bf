/** The npm package as a user gets it: packed, installed into an empty folder, without any other package. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { node, repository } from '../support/process.ts'
import { newScope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'

const isBuilt = existsSync(join(repository, 'dist/godwit.js'))

describe.skipIf(!isBuilt)('the package (needs npm run build)', () => {
  const scope = newScope()
  let folder: string
  let installed: string

  /** Runs a program in the user's folder, and gives what it prints. */
  function run(command: string, ...args: string[]): string {
    return execFileSync(command, args, { cwd: folder, encoding: 'utf8' }).trim()
  }

  beforeAll(async () => {
    folder = await temporaryFolder(scope, 'package')
    installed = join(folder, 'node_modules/godwit')
    await mkdir(installed, { recursive: true })
    const options = { cwd: repository, encoding: 'utf8' } as const
    const printed = execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], options)
    const tarball = join(folder, printed.trim().split('\n').at(-1) ?? '')
    run('tar', '-xzf', tarball, '-C', installed, '--strip-components', '1')
  })

  afterAll(() => scope.release())

  test('its command prints the version', () => {
    expect(run(node, join(installed, manifest.bin.godwit), 'version')).toBe(manifest.version)
  })

  test('its libraries can be imported', () => {
    const script = [
      "const { connect } = await import('godwit')",
      "const { runAgent } = await import('godwit/agent')",
      "const { decode } = await import('godwit/spec')",
      'console.log(typeof connect, typeof runAgent, typeof decode)',
    ].join(';')
    expect(run(node, '--input-type=module', '--eval', script)).toBe('function function function')
  })

  test('its types are complete, and as strict as those who use them', async () => {
    const source = [
      "import { connect } from 'godwit'",
      "import type { UpdateAgent } from 'godwit/agent'",
      "import { decode } from 'godwit/spec'",
      "const decoded = decode('inventory', new Uint8Array())",
      'export const nodes = decoded.ok ? decoded.message.payload.softwareNodes : undefined',
      'export type Named = UpdateAgent & { connect: typeof connect }',
    ].join('\n')
    await writeFile(join(folder, 'user.mts'), source)
    await mkdir(join(folder, 'node_modules/@types'), { recursive: true })
    for (const name of ['@types/node', 'undici-types']) {
      await symlink(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
    }
    const flags = '--ignoreConfig --noEmit --strict --module nodenext --target es2023 --types node'.split(' ')
    expect(run(join(repository, 'node_modules/.bin/tsc'), ...flags, 'user.mts')).toBe('')
  })

  test('it asks for no other package, and carries the licences of those it holds', async () => {
    const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
    expect(dependencies).toBeUndefined()
    const licences = await readFile(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
    const names = [...licences.matchAll(/^--- (\S+) /gm)].map(([, name]) => name)
    expect(names).toEqual(expect.arrayContaining(['got', 'mqtt', 'pino', 'tar']))
  })
})
