/** Of the build of Godwit, the disk, and of how its power is cut: results of another one are not known. */
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { repository } from '../../support/process.ts'
import { provisionedDisk } from '../provisioned-disk.ts'

/** What decides where the power goes, what it leaves, and what the device is asked to do and taken to have done. */
const sources = [
  'test/device/{power,disk}/**/*.ts',
  'test/support/{seeded-random,backend,wire-client,bundle}.ts',
]

/** The same in every checkout. Builds the device's images where that has not been done. */
export async function identityOfDevice(): Promise<string> {
  // The images of the device are in the name of its folder.
  const digest = createHash('sha256').update(path.basename(path.dirname(await provisionedDisk())))
  for (const file of globSync(sources, { cwd: repository }).sort()) {
    digest.update(`${file}\n`).update(await readFile(path.join(repository, file)))
  }
  return digest.digest('hex').slice(0, 16)
}
