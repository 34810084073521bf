/** How everything that is shipped is bundled. */
import path from 'node:path'
import { build, type Metafile } from 'esbuild'
import { requireBanner } from './lean-builtins.ts'
import { leanPackages } from './lean-packages.ts'

export const root = path.join(import.meta.dirname, '../..')

/** Bundles the entry points, by the names they get, to the folder. Rejects where something is wrong, which it has printed. */
export async function bundle(entryPoints: Record<string, string>, outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.12',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    banner: { js: requireBanner },
    plugins: [leanPackages()],
    alias: { 'readable-stream': 'node:stream' },
    metafile: true,
    logLevel: 'warning',
  })
  return metafile
}
