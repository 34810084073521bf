/** What updates of containers cost those who use them, and the device. On a real engine, where there can be one. */
import { engineIsHere } from '../support/docker-engine.ts'
import { isHere } from '../support/programs.ts'
import { measureDowntime } from './downtime.ts'
import { measureFleets } from './fleet.ts'
import type { Row } from './report.ts'

export async function measureContainers(): Promise<Row[]> {
  if (!engineIsHere) {
    console.error('containers are left out: they need root, and apt-get install docker.io busybox-static')
    return []
  }
  if (!isHere('docker-compose'))
    console.error('left out for want of docker-compose: apt-get install docker-compose')
  return [...(await measureDowntime()), ...(await measureFleets())]
}
