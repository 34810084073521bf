/** For those who look at all of them; a program takes its own, which is a fifth of the code. */
import { containersConfig } from './containers.ts'
import { firmwareConfig } from './firmware.ts'
import { managerConfig } from './manager.ts'
import { softwareConfig } from './software.ts'
import { upConfig } from './up.ts'

export const configs = {
  manager: managerConfig,
  software: softwareConfig,
  firmware: firmwareConfig,
  containers: containersConfig,
  up: upConfig,
}
