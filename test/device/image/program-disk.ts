/**
 * A disk that is only read: Node, the libraries that it needs, and Godwit as it is shipped. It is none of the device's
 * memory, so that slots stay small, and nothing on it can be lost with the power.
 */
import { copyFile, cp, mkdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { godwit, node, repository } from '../../support/process.ts'
import { runProgram } from '../../support/program-batch.ts'
import { cached } from './cache.ts'
import { makeFileSystem } from './file-system.ts'
import { recipe } from './recipe.ts'

const size = 256 << 20

/** Path of the image, with Godwit as it is in `dist/` now. */
export async function programDisk(): Promise<string> {
  const built = path.dirname(godwit)
  const ingredients = [...(await recipe()), process.version, await contentOf(built)]
  const folder = await cached('programs', ingredients, async (target) => {
    const tree = path.join(target, 'tree')
    for (const name of ['bin', 'lib', 'godwit']) await mkdir(path.join(tree, name), { recursive: true })
    const program = await realpath(node)
    await copyFile(program, path.join(tree, 'bin/node'))
    await runProgram('strip', path.join(tree, 'bin/node')).catch(() => {}) // smaller, where there is a strip
    for (const library of await librariesOf(program)) {
      await copyFile(await realpath(library), path.join(tree, 'lib', path.basename(library)))
    }
    const filter = (file: string) => !file.endsWith('/types')
    await cp(built, path.join(tree, 'godwit/dist'), { recursive: true, filter })
    // As in the npm package: it says what kind of modules these are, which Node would find out file by file.
    await copyFile(path.join(repository, 'package.json'), path.join(tree, 'godwit/package.json'))
    await makeFileSystem(path.join(target, 'image'), tree, { size, readOnly: true })
    await runProgram('rm', '-r', tree)
  })
  return path.join(folder, 'image')
}

/** Paths of the shared libraries, the loader among them. */
async function librariesOf(program: string): Promise<string[]> {
  const lines = (await runProgram('ldd', program)).toString().split('\n')
  return lines.flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? [])
}

/** Tells one build from another. */
async function contentOf(built: string): Promise<Buffer> {
  return runProgram('sh', '-c', `cd '${built}' && find . -name '*.js' | sort | xargs sha256sum`)
}
