/** Ways to get an image onto a block device, synced. */
import { node } from '../support/process.ts'

export interface ImageErrand {
  image: string
  /** Subresource integrity, sha256. */
  integrity: string
  /** The map of the image that `bmaptool create` makes. */
  map: string
  device: string
}

export interface ImageWriter {
  name: string
  /** Programs that it needs. */
  needs: string[]
  /** For `sh -e`. */
  commandLine(errand: ImageErrand): string
}

/** `program` is write-image, bundled. It verifies the image, and reads back what it has written. */
export const godwit = (program: string): ImageWriter => ({
  name: 'godwit',
  needs: [],
  commandLine: ({ image, integrity, device }) =>
    `'${node}' '${program}' '${image}' '${integrity}' '${device}'`,
})

/** Neither verifies nor reads back. */
export const dd: ImageWriter = {
  name: 'dd conv=fsync',
  needs: [],
  commandLine: ({ image, device }) => `dd if='${image}' of='${device}' bs=1M conv=fsync status=none`,
}

export const directDd: ImageWriter = {
  name: 'dd oflag=direct conv=fsync',
  needs: [],
  commandLine: ({ image, device }) =>
    `dd if='${image}' of='${device}' bs=1M oflag=direct conv=fsync status=none`,
}

/** The same work as Godwit's, where all has changed. */
export const verifiedDd: ImageWriter = {
  name: 'sha256sum, dd oflag=direct conv=fsync, cmp',
  needs: ['cmp'],
  commandLine: (errand) => {
    const { image, integrity, device } = errand
    const digest = Buffer.from(integrity.slice('sha256-'.length), 'base64').toString('hex')
    const readBack = `dd if='${device}' bs=1M iflag=direct status=none | cmp '${image}' -`
    return `sha256sum '${image}' | grep -q ${digest}; ${directDd.commandLine(errand)}; ${readBack}`
  },
}

/** Verifies the image against the sums in its map; does not read back. */
export const bmaptool: ImageWriter = {
  name: 'bmaptool copy',
  needs: ['bmaptool'],
  commandLine: ({ image, map, device }) => `bmaptool --quiet copy --bmap '${map}' '${image}' '${device}'`,
}
