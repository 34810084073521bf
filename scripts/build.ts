/**
 * Makes dist/: the command and the libraries, each bundled with all it needs (an unbundled start costs a device
 * twice the time and 20 MiB more), their type declarations, and the licences of what is bundled.
 */
import './pinned-node.ts'
import { spawnSync } from 'node:child_process'
import { chmod, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { bundle, root } from './build/bundle.ts'
import { withoutImports } from './build/lean-builtins.ts'
import { licences } from './build/licences.ts'

const dist = path.join(root, 'dist')
const compiler = path.join(root, 'node_modules/typescript/bin/tsc')

const entryPoints = {
  godwit: 'cli/main.ts',
  client: 'client/index.ts',
  agent: 'agents/sdk/index.ts',
  spec: 'spec/index.ts',
}

await rm(dist, { recursive: true, force: true })
const metafile = await bundle(entryPoints, dist).catch(() => process.exit(1)) // esbuild has said why
await withoutImports(root, metafile)
await writeFile(path.join(dist, 'THIRD-PARTY-LICENSES.txt'), await licences(root, metafile))
await chmod(path.join(dist, 'godwit.js'), 0o755)
const declarations = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
process.exitCode = declarations.status ?? 1
