import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

it('the guide shows the agent that the tests run', async () => {
  const [guide, example] = await Promise.all(
    ['docs/writing-an-agent.md', 'examples/agent-hello/agent.ts'].map((file) => readFile(file, 'utf8')),
  )
  expect(guide).toContain(`\`\`\`ts\n${example}\`\`\``)
})
