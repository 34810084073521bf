import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { desiredState } from '../../support/backend.ts'
import { describeWithMosquitto } from '../../support/mosquitto.ts'
import { newScope } from '../../support/scope.ts'
import { startSystem } from '../../support/system.ts'
import { runCli } from './run.ts'

describeWithMosquitto('godwit apply with an activity id that was used', () => {
  test('says that nothing was sent, and fails where the desired state is another one', async () => {
    const scope = newScope()
    try {
      const system = await startSystem(scope, { agents: { software: {} } })
      const document = desiredState({ software: { app: '2' } })
      await system.backend.apply('c1', document)
      await system.backend.final('c1')
      const file = join(system.folder, 'desired.json')
      const apply = async (content: object, id = 'c1') => {
        await writeFile(file, JSON.stringify(content))
        return runCli(['apply', file, '--activity-id', id, '--broker', system.url])
      }

      const again = await apply(Object.fromEntries(Object.entries(document).reverse()))
      expect(again.stderr).toContain('campaign c1 was run already: nothing was sent')
      expect(again.code).toBe(0)

      const other = await apply(desiredState({ software: { app: '3' } }))
      expect(other.stderr).toContain('campaign c1 was run with another desired state: nothing was sent')
      expect(other.code).toBe(2)

      const unnamed = await apply(document, '')
      expect(unnamed.stderr).toMatch(/^godwit: --activity-id: /)
      expect(unnamed.code).toBe(2)
    } finally {
      await scope.release()
    }
  })
})
