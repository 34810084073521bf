import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssri from 'ssri'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newScope, type Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { runCli } from './run.ts'

let scope: Scope
let stateDir: string
let medium: string

beforeEach(async () => {
  scope = newScope()
  stateDir = await temporaryFolder(scope, 'state')
  medium = await temporaryFolder(scope, 'medium')
})
afterEach(() => scope.release())

const artifacts = (...words: string[]) => runCli(['artifacts', ...words, '--state-dir', stateDir])

async function bring(name: string, bytes: number): Promise<Buffer> {
  const content = randomBytes(bytes)
  await mkdir(join(medium, 'images'), { recursive: true })
  await writeFile(join(medium, name), content)
  return content
}

test('godwit artifacts import, list, verify and gc work on a device at rest', async () => {
  const content = await bring('images/rootfs.img', 300_000)
  await bring('app.tar', 2_000)
  const imported = await artifacts('import', medium)
  expect(imported).toMatchObject({ code: 0, stderr: '' })
  expect(imported.stdout).toContain(String(ssri.fromData(content, { algorithms: ['sha512'] })))
  expect(imported.stdout).toMatch(/rootfs\.img {2}300\.0 kB\n/)
  expect(imported.stdout).toMatch(/imported 2 files\n$/)
  expect((await artifacts('import', join(medium, 'app.tar'))).stdout).toContain('(was there already)')

  const { stdout } = await artifacts('list')
  expect(stdout.split('\n')).toHaveLength(4)
  expect(stdout).toMatch(/sha256:[0-9a-f]{12} +300.0 kB +complete +\S+ +the campaign it was imported for/)
  const listed = JSON.parse((await artifacts('list', '--json')).stdout)
  expect(listed).toHaveLength(2)
  expect(listed[0].digests).toHaveLength(3)

  expect(await artifacts('verify')).toMatchObject({ code: 0, stdout: '2 artifacts, 302.0 kB: whole\n' })
  const folder = join(stateDir, 'artifacts/sha384')
  await writeFile(join(folder, (await readdir(folder))[0] ?? ''), 'damaged')
  const verified = await artifacts('verify')
  expect(verified).toMatchObject({ code: 1, stderr: 'godwit: 1 of 2 artifacts damaged\n' })
  expect(await artifacts('verify')).toMatchObject({ code: 0 })

  expect((await artifacts('gc')).stdout).toBe('there is nothing to remove\n')
  expect((await artifacts('gc', '--all', '--dry-run')).stdout).toMatch(/would remove \d artifacts/)
  expect((await artifacts('gc', '--all', '--json')).code).toBe(0)
  expect((await artifacts('list')).stdout).toBe('the store is empty\n')
})

test.skipIf(process.getuid?.() !== 0)(
  'the store of agents of another user is looked at, and not touched',
  async () => {
    await chown(stateDir, 65_534, 65_534)
    await bring('app.tar', 2_000)
    for (const command of [['verify'], ['gc'], ['import', medium]]) {
      const { code, stderr } = await artifacts(...command)
      expect(stderr).toContain("sudo -u '#65534'")
      expect(code).toBe(1)
    }
    expect(await artifacts('list')).toMatchObject({ code: 0, stdout: 'the store is empty\n' })
    expect(await readdir(stateDir)).toEqual([])
  },
)

test('godwit artifacts says what it needs', async () => {
  expect(await artifacts('import', '/no/such/file')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^godwit: there is no \/no\/such\/file/),
  })
  expect(await artifacts('import', medium)).toMatchObject({ code: 2 })
  const elsewhere = await runCli(['artifacts', 'list', '--state-dir', '/no/such/folder'])
  expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('--state-dir') })
  expect(await runCli(['artifacts'])).toMatchObject({ code: 2 })
})
