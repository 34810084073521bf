import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { desiredState } from '../../support/backend.ts'
import { describeWithMosquitto } from '../../support/mosquitto.ts'
import { newScope } from '../../support/scope.ts'
import { startSystem } from '../../support/system.ts'
import { runCli } from './run.ts'

describeWithMosquitto('godwit audit verify', () => {
  test('finds a line that was altered, dropped or inserted, and one that is missing at the end', async () => {
    const scope = newScope()
    try {
      const system = await startSystem(scope, { agents: { software: {} } })
      await system.backend.apply('c1', desiredState({ software: { app: '2' } }))
      await system.backend.final('c1')
      await system.manager().stop()
      const stateDir = join(system.folder, 'state')
      const file = join(stateDir, 'audit.jsonl')
      const verify = () => runCli(['audit', 'verify', '--state-dir', stateDir])
      const text = await readFile(file, 'utf8')
      const lines = text.trimEnd().split('\n')
      expect(await verify()).toEqual({
        code: 0,
        stdout: `${file}: whole, ${lines.length} lines\n`,
        stderr: '',
      })

      // Each line holds the digest of the one before: an altered line shows in the next.
      const cases: [string[], number][] = [
        [lines.map((line, index) => (index === 1 ? line.replace('c1', 'c2') : line)), 3],
        [lines.toSpliced(1, 1), 2],
        [lines.toSpliced(1, 0, lines[0] ?? ''), 2],
        [lines.slice(0, -1), lines.length],
      ]
      for (const [altered, line] of cases) {
        await writeFile(file, `${altered.join('\n')}\n`)
        const { code, stderr } = await verify()
        expect(stderr).toMatch(new RegExp(`^godwit: .*audit\\.jsonl: line ${line} `))
        expect(code).toBe(1)
      }
      await writeFile(file, text)
      await appendFile(file, 'garbage\n')
      const result = await runCli(['audit', 'verify', '--state-dir', stateDir, '--json'])
      expect(JSON.parse(result.stdout)).toMatchObject({ ok: false, line: lines.length + 1 })
      expect(result.code).toBe(1)
    } finally {
      await scope.release()
    }
  })

  test('needs a state folder to be there', async () => {
    const { code, stderr } = await runCli(['audit', 'verify', '--state-dir', '/no/such/folder'])
    expect(stderr).toMatch(/^godwit: cannot read the audit log: .*\/no\/such\/folder/)
    expect(code).toBe(1)
  })
})
