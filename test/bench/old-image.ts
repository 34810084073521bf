/** What a slot holds before an update: the image, of which a share has changed since. */
import { open } from 'node:fs/promises'

/** Changes come in stretches of so many bytes, spread evenly over the image. */
const stretchBytes = 256 * 1024

/** Makes the old image of a new one. `share` is that of the stretches which differ, from 0 to 1. */
export async function makeOld(image: string, old: string, share: number): Promise<void> {
  await using source = await open(image)
  await using target = await open(old, 'w')
  const stretch = Buffer.alloc(stretchBytes)
  for (let index = 0; ; index += 1) {
    const { bytesRead } = await source.read(stretch)
    if (bytesRead === 0) return
    const isChanged = Math.floor((index + 1) * share) > Math.floor(index * share)
    if (isChanged) for (let at = 0; at < bytesRead; at += 512) stretch[at] = ~(stretch[at] ?? 0)
    await target.write(stretch, 0, bytesRead)
  }
}
