/** What all images are made by, apart from what differs between them: when any of it changes, they are made anew. */
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { repository } from '../../support/process.ts'
import { once } from './once.ts'

/** How power cuts are flown and judged makes no image another one. */
const sources = 'test/device/{*.ts,{board,disk,image}/**}'

/** Of this machine, and part of images; programs that only make them have not been seen to matter. */
const parts = ['/bin/busybox', '/usr/lib/grub/i386-pc/boot.img', '/usr/lib/grub/i386-pc/kernel.img']

/** Its ingredients, for `cached`; read once, so that all images of one process are of one kind. */
export const recipe = once(read)

function read(): Promise<Buffer[]> {
  const own = globSync(sources, { cwd: repository, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const files = [...own.sort(), path.join(repository, 'examples/boot/grub.cfg'), ...parts]
  return Promise.all(files.map((file) => readFile(file)))
}
