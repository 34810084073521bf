/**
 * Images are made once for what they are made of, and kept with the packages. Nothing in the cache is ever changed: a thing
 * is made beside it, and put there whole.
 *
 * Invariants:
 * - What a thing is called depends on what it is made of alone, and not on where the cache is.
 * - Nothing goes away that a running process has asked for. Each writes down what that is, in a file that bears its number.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { repository } from '../../support/process.ts'

/**
 * The folder of that name, made of these ingredients, which may be paths of other things in the cache; `make` fills it where
 * it is not there. Folders of the same name with other ingredients are of no use any more, and go away.
 */
export type Cached = (
  name: string,
  ingredients: readonly (string | Buffer)[],
  make: (target: string) => Promise<void>,
) => Promise<string>

export const cached = cacheIn(path.join(repository, 'node_modules/.cache/godwit-device'))

/** A cache in that folder, which is made where it is not there. */
export function cacheIn(folder: string): Cached {
  return async (name, ingredients, make) => {
    const place = path.join(folder, `${name}-${digestOf(ingredients, folder)}`)
    await mkdir(folder, { recursive: true })
    // Before it is looked for: from then on nobody removes it.
    await appendFile(path.join(folder, `used-by-${process.pid}`), `${path.basename(place)}\n`)
    if (existsSync(place)) return place
    await removeAbandoned(folder)
    const target = await mkdtemp(path.join(folder, `new-${process.pid}-`))
    try {
      await make(target)
      await removeOthers(folder, name)
      await rename(target, place).catch((error: unknown) => {
        if (!existsSync(place)) throw error // otherwise somebody else was quicker
      })
    } finally {
      await rm(target, { recursive: true, force: true })
    }
    return place
  }
}

function digestOf(ingredients: readonly (string | Buffer)[], folder: string): string {
  const digest = createHash('sha256')
  for (const ingredient of ingredients) {
    const text = typeof ingredient === 'string' ? ingredient.replace(`${folder}/`, '') : ingredient
    digest.update(createHash('sha256').update(text).digest())
  }
  return digest.digest('hex').slice(0, 16)
}

/** What processes have left behind that have ended: things half made, and what they have used. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const [, owner] = /^(?:new|used-by)-(\d+)(?:-|$)/.exec(entry) ?? []
    if (owner && !isRunning(Number(owner)))
      await rm(path.join(folder, entry), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function removeOthers(folder: string, name: string): Promise<void> {
  const entries = await readdir(folder)
  const used = await usedIn(folder, entries)
  const isOther = (entry: string) =>
    entry.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1)) && !used.has(entry)
  for (const entry of entries.filter(isOther))
    await rm(path.join(folder, entry), { recursive: true, force: true })
}

/** By processes that are running, this one included. */
async function usedIn(folder: string, entries: string[]): Promise<Set<string>> {
  const marks = entries.filter((entry) => isRunning(Number(/^used-by-(\d+)$/.exec(entry)?.[1])))
  const texts = await Promise.all(marks.map((mark) => readFile(path.join(folder, mark), 'utf8')))
  return new Set(texts.flatMap((text) => text.split('\n')))
}
