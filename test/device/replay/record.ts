/** A campaign that lands, with every write and flush of its disk written down. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isFinalStatus } from '../../../spec/index.ts'
import { recordDiskLog } from '../disk/disk-log.ts'
import { cached } from '../image/cache.ts'
import { deviceImages } from '../image/device-images.ts'
import { systemImage } from '../image/system-image.ts'
import { inScope } from '../interruptible-scope.ts'
import { provisionedDisk } from '../provisioned-disk.ts'
import { newVersion, oldVersion } from '../versions.ts'
import { startVirtualDevice } from '../virtual-device.ts'
import { toldCommand, toldEnd } from './told.ts'

export interface Recording {
  /** Image of the disk before. */
  image: string
  /** As for `openDiskLog`. */
  log: string
  /** Path of the image of each firmware version. */
  images: Readonly<Record<string, string>>
}

/** The campaign whose writes are recorded. */
export const recordedActivity = 'recorded'

const campaignMs = 400_000

/** Flies it once for one build of Godwit. */
export async function recordedCampaign(): Promise<Recording> {
  const image = await provisionedDisk()
  const { programs, kernel } = await deviceImages()
  const folder = await cached(
    'recording',
    [await readFile(import.meta.filename), image, programs],
    (target) => record(image, path.join(target, 'log')),
  )
  const images = {
    [oldVersion]: await systemImage(kernel, { version: oldVersion }),
    [newVersion]: await systemImage(kernel, { version: newVersion }),
  }
  return { image, log: path.join(folder, 'log'), images }
}

function record(image: string, file: string): Promise<void> {
  return inScope(async (scope) => {
    const log = recordDiskLog(file)
    scope.defer(() => log.close())
    const device = await startVirtualDevice(scope, { disk: image, log })
    const { backend } = device
    backend.wire.onMessage(({ topic, json }) => {
      const { command, status } = json?.payload ?? {}
      if (topic.endsWith('/command')) log.marker(toldCommand(topic.split('update/')[0] ?? '', command))
      if (topic === backend.topics.feedback && isFinalStatus(status)) log.marker(toldEnd(status))
    })
    await backend.apply(recordedActivity, {
      domains: [
        { id: 'firmware', components: [await device.firmware({ version: newVersion })] },
        { id: 'software', components: [await device.software(newVersion)] },
      ],
    })
    const { status, message } = await backend.end(recordedActivity, campaignMs)
    if (status !== 'COMPLETED') throw new Error(`the campaign ended ${status}: ${message}`)
    device.disk.cut()
    await device.powerLoss()
  })
}
