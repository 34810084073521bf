/** Writes an image into a slot, as the agent does: `node write-image.ts IMAGE INTEGRITY SLOT [PACKING]`. */
import { stat } from 'node:fs/promises'
import type { Packing } from '../../agents/artifacts/packing/packing.ts'
import { rawInstaller } from '../../agents/firmware/raw/installer.ts'

const [image = '', integrity = '', slot = '', packed] = process.argv.slice(2)
const { size } = await stat(image)
const installer = rawInstaller({ a: image, b: slot })
await installer.install(
  {
    component: 'rootfs',
    version: '1',
    artifact: { sources: [], integrity, size, ...(packed !== undefined && { packed: packed as Packing }) },
    config: [],
    stored: { path: image, size, integrity },
  },
  'b',
  {
    signal: new AbortController().signal,
    onProgress: () => {},
    notes: { get: () => undefined, set: async () => {} },
  },
)
