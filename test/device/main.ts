/** A virtual device to play with: `npm run device`. It is built where that has not been done, and runs until Ctrl-C. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import buildGodwit from '../support/build.ts'
import { deviceImages } from './image/device-images.ts'
import { inScope } from './interruptible-scope.ts'
import { missingForDevice } from './machine.ts'
import { provisionedDisk } from './provisioned-disk.ts'
import { newVersion } from './versions.ts'
import { startVirtualDevice, type VirtualDevice } from './virtual-device.ts'

const usage = `Builds a virtual device out of Debian's packages, and switches it on.

  npm run device                 shows what it says on its serial port, until Ctrl-C
  npm run device -- --build      builds it, and what tests fly it with, and no more`

const showMs = 200

async function main(words: string[]): Promise<void> {
  const [word] = words
  if (word !== undefined && word !== '--build') return console.log(usage)
  const missing = missingForDevice()
  if (missing !== undefined) throw new Error(`The virtual device ${missing}`)
  console.log('Building the virtual device, where that has not been done …')
  buildGodwit()
  const images = await deviceImages()
  if (word === undefined) return stay()
  console.log(`Kernel      ${images.kernel.image}`)
  console.log(`Disk        ${images.disk}`)
  console.log(`Programs    ${images.programs}`)
  console.log(`In service  ${await provisionedDisk()}`)
}

/** Until somebody has had enough of it. */
function stay(): Promise<void> {
  return inScope(async (scope) => {
    const device = await startVirtualDevice(scope)
    const file = await updateFor(device)
    console.log(`It is on. Update it from another terminal:
  node dist/godwit.js apply ${file} --broker ${device.broker}`)
    await show(device)
  })
}

async function updateFor(device: VirtualDevice): Promise<string> {
  const file = path.join(device.folder, 'update.json')
  const domains = [
    { id: 'firmware', components: [await device.firmware({ version: newVersion })] },
    { id: 'software', components: [await device.software(newVersion)] },
  ]
  await writeFile(file, JSON.stringify({ domains }, undefined, 2))
  return file
}

async function show(device: VirtualDevice): Promise<never> {
  for (let shown = 0; ; ) {
    const lines = device.console()
    for (const line of lines.slice(shown)) console.log(line)
    shown = lines.length
    await pause(showMs)
  }
}

await main(process.argv.slice(2))
