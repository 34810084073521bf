/**
 * Takes Node's own modules without importing them: for an `import`, Node reads every export of the module, and so
 * loads what lies behind those that nobody asked for. Behind `node:http` that is all of fetch, and 8 MB.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Metafile } from 'esbuild'

/** Sets `require` up, for bundled CommonJS packages. */
export const requireBanner =
  "const require = globalThis.process.getBuiltinModule('module').createRequire(import.meta.url)"

/** `import a, { b as c } from "node:d"`, `import * as a from "node:d"` and `import "node:d"`. */
const importStatement =
  /\bimport\s*(?:([\w$]+)?\s*,?\s*(?:\*\s*as ([\w$]+)|\{([^{}"]*)\})?\s*from\s*)?"((?:node:)?[a-z][a-z0-9_/]*)";?/g

/** Rewrites the imports in all files of a build. Fails where one is not as expected. */
export async function withoutImports(root: string, { outputs }: Metafile): Promise<void> {
  for (const [output, { imports }] of Object.entries(outputs)) {
    const expected = imports.filter(({ external, kind }) => external && kind === 'import-statement')
    if (expected.length === 0) continue
    const file = path.join(root, output)
    const code = await readFile(file, 'utf8')
    let count = 0
    const rewritten = code.replace(importStatement, (_, ...parts: string[]) => {
      count += 1
      return declaration(parts)
    })
    if (count !== expected.length) throw new Error(`${output}: found ${count} of ${expected.length} imports`)
    await writeFile(file, rewritten)
  }
}

function declaration([standard, all, named, module]: (string | undefined)[]): string {
  const names = [standard, all, named !== undefined && `{${named.replace(/\bas /g, ':')}}`].filter(Boolean)
  if (names.length === 0) return ''
  const value = `globalThis.process.getBuiltinModule("${module}")`
  return `const ${names.map((name) => `${name}=${value}`).join(',')};`
}
