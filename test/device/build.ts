/** Builds the virtual device before the tests that fly it, unless it is in the cache, or cannot be here. */
import { missingForDevice } from './machine.ts'
import { provisionedDisk } from './provisioned-disk.ts'

export default async function build(): Promise<void> {
  if (missingForDevice() === undefined) await provisionedDisk()
}
