/**
 * Images are made once for what they are made of, and kept with the packages. Nothing in the cache is ever changed: a thing
 * is made beside it, and put there whole.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { repository } from '../../support/process.ts'

const folder = path.join(repository, 'node_modules/.cache/godwit-device')

/**
 * The folder of that name, made of these ingredients; `make` fills it where it is not there. Folders of the same name with
 * other ingredients are of no use any more, and go away.
 */
export async function cached(
  name: string,
  ingredients: readonly (string | Buffer)[],
  make: (target: string) => Promise<void>,
): Promise<string> {
  const digest = createHash('sha256')
  for (const ingredient of ingredients) digest.update(createHash('sha256').update(ingredient).digest())
  const place = path.join(folder, `${name}-${digest.digest('hex').slice(0, 16)}`)
  if (existsSync(place)) return place
  await mkdir(folder, { recursive: true })
  await removeAbandoned()
  const target = await mkdtemp(path.join(folder, `new-${process.pid}-`))
  try {
    await make(target)
    await removeOthers(name, path.basename(place))
    await rename(target, place).catch((error: unknown) => {
      if (!existsSync(place)) throw error // otherwise somebody else was quicker
    })
  } finally {
    await rm(target, { recursive: true, force: true })
  }
  return place
}

/** What a process has left behind that was ended in the middle of making it. */
async function removeAbandoned(): Promise<void> {
  for (const entry of await readdir(folder)) {
    const [, maker] = /^new-(\d+)-/.exec(entry) ?? []
    if (maker && !isRunning(Number(maker)))
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

async function removeOthers(name: string, kept: string): Promise<void> {
  const others = (await readdir(folder)).filter((entry) =>
    /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1)),
  )
  for (const entry of others.filter((entry) => entry.startsWith(`${name}-`) && entry !== kept)) {
    await rm(path.join(folder, entry), { recursive: true, force: true })
  }
}
