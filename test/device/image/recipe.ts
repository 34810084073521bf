/** What all images are made by, apart from what differs between them: when any of it changes, they are made anew. */
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { repository } from '../../support/process.ts'

/** How power cuts are flown and judged makes no image another one. */
const sources = 'test/device/{*.ts,{board,disk,image}/**}'

/** Programs of this machine that end up in images; those that only make them have not been seen to matter. */
const programs = ['/bin/busybox', '/usr/lib/grub/i386-pc/boot.img', '/usr/lib/grub/i386-pc/kernel.img']

let known: Promise<Buffer> | undefined

/** Its digest; read once, so that all images of one process are of one kind. */
export function recipe(): Promise<Buffer> {
  known ??= digest()
  return known
}

async function digest(): Promise<Buffer> {
  const own = globSync(sources, { cwd: repository, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const files = [...own.sort(), path.join(repository, 'examples/boot/grub.cfg'), ...programs]
  const sum = createHash('sha256')
  for (const file of files) {
    const content = await readFile(file)
    sum.update(createHash('sha256').update(content).digest())
  }
  return sum.digest()
}
