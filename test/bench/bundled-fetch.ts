import { join } from 'node:path'
import { bundle } from '../../scripts/build/bundle.ts'

/** The program that fetches an artifact, bundled as what is shipped: sources would cost it a hundred megabytes. */
export async function bundledFetch(folder: string): Promise<string> {
  const outdir = join(folder, 'program')
  await bundle({ 'fetch-artifact': 'test/bench/fetch-artifact.ts' }, outdir)
  return join(outdir, 'fetch-artifact.js')
}
