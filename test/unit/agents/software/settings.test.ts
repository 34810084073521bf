import path from 'node:path'
import { expect, it } from 'vitest'
import { softwareSettings } from '../../../../agents/software/settings.ts'

it('takes a relative install folder as seen from where the agent was started', () => {
  expect(softwareSettings({ installDir: './apps' }, '1').installDir).toBe(path.join(process.cwd(), 'apps'))
  expect(softwareSettings({}, '1').installDir).toBe('/opt/godwit')
})
