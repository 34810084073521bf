import { readFile, realpath, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * Works while the device may be written. The kernel keeps the boot partitions of an eMMC (`mmcblk0boot0`) read-only until
 * their `force_ro` says otherwise (Documentation/driver-api/mmc/mmc-dev-parts.rst); it is put back afterwards. Of any
 * other device nothing is asked.
 */
export async function whileWritable<Answer>(
  device: string,
  work: () => Promise<Answer>,
  classFolder = '/sys/class/block',
): Promise<Answer> {
  const name = path.basename(await realpath(device))
  if (!/^mmcblk\d+boot\d+$/.test(name)) return work()
  const switchFile = path.join(classFolder, name, 'force_ro')
  const before = await readFile(switchFile, 'utf8')
  if (before.trim() === '0') return work()
  await writeFile(switchFile, '0')
  try {
    return await work()
  } finally {
    await writeFile(switchFile, before.trim())
  }
}
