/** Ways to get a file over HTTP onto the disk, verified and synced. */
import { node } from '../support/process.ts'

export interface Errand {
  url: string
  /** Hex, sha256. */
  digest: string
  /** Subresource integrity, sha256. */
  integrity: string
  /** Empty; the contender may leave anything in it. */
  folder: string
  /** Connections at once, where the contender can. */
  ranges: number
}

export interface Contender {
  name: string
  /** Programs that it needs. */
  needs: string[]
  /** For `sh -e`; fails where the digest is wrong. */
  commandLine(errand: Errand): string
}

/** `program` is fetch-artifact, bundled. */
export const godwit = (program: string): Contender => ({
  name: 'godwit',
  needs: [],
  commandLine: ({ url, integrity, folder, ranges }) =>
    `'${node}' '${program}' '${folder}' '${url}' '${integrity}' ${ranges}`,
})

export const curl: Contender = {
  name: 'curl | tee | sha256sum, sync',
  needs: ['curl'],
  commandLine: ({ url, digest, folder }) =>
    `curl -sf '${url}' | tee '${folder}/file' | sha256sum | grep -q ${digest}; sync '${folder}/file'`,
}

export const wget: Contender = {
  name: 'wget, sha256sum, sync',
  needs: ['wget'],
  commandLine: ({ url, digest, folder }) =>
    `wget -q -O '${folder}/file' '${url}'; sha256sum '${folder}/file' | grep -q ${digest}; sync '${folder}/file'`,
}

export const aria2: Contender = {
  name: 'aria2c with checksum, sync',
  needs: ['aria2c'],
  commandLine: ({ url, digest, folder, ranges }) =>
    [
      `aria2c --quiet --file-allocation=none --checksum=sha-256=${digest} --dir='${folder}' --out=file`,
      `--max-connection-per-server=${ranges} --split=${ranges} --min-split-size=1M '${url}'; sync '${folder}/file'`,
    ].join(' '),
}
