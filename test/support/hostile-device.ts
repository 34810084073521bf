/** A device on which bundles are unpacked that may be made to do harm. */
import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { unpackBundle } from '../../agents/software/bundle/unpack.ts'
import { makeFile } from './bundle.ts'
import type { Scope } from './scope.ts'
import { temporaryFolder } from './temp.ts'

export type UnpackLimits = typeof limits

const limits = { maxEntries: 1_000, maxUnpackedSize: 10_000_000 }

export interface HostileDevice {
  root: string
  unpack(archive: Buffer, more?: Partial<UnpackLimits>): Promise<string>
  /** What is around the component's folder, with its content and modes. */
  around(): Promise<string[]>
}

/** A component's folder amid canaries: files that every way out would lead to. */
export async function hostileDevice(scope: Scope): Promise<HostileDevice> {
  const root = await temporaryFolder(scope, 'hostile')
  const installDir = path.join(root, 'canary/opt')
  await mkdir(path.join(installDir, 'other/releases/1.0'), { recursive: true })
  for (const name of ['x', 'canary/x', 'canary/opt/x', 'canary/opt/other/releases/1.0/x']) {
    await writeFile(path.join(root, name), 'canary')
  }
  const release = path.join(installDir, 'app/releases/1.0')
  return {
    root,
    async unpack(archive, more = {}) {
      const { file, size, integrity } = await makeFile(root, archive)
      const { signal } = new AbortController()
      const options = { limits: { ...limits, ...more }, signal, onProgress: () => {} }
      await rm(release, { recursive: true, force: true })
      await mkdir(release, { recursive: true })
      await unpackBundle({ artifact: { path: file, size, integrity } }, release, options)
      return release
    },
    around: async () =>
      (await snapshot(root)).filter(
        (line) => !line.startsWith('canary/opt/app') && !line.startsWith('file-'),
      ),
  }
}

async function snapshot(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  const lines = names.map(async (name) => {
    const place = path.join(folder, name)
    const found = await lstat(place)
    const what = found.isFile()
      ? createHash('sha256')
          .update(await readFile(place))
          .digest('hex')
      : found.isSymbolicLink()
        ? await readlink(place)
        : 'folder'
    // A folder's count is that of the folders in it.
    const links = found.isFile() ? found.nlink : ''
    return `${name} ${(found.mode & 0o7777).toString(8)} ${links} ${what}`
  })
  return (await Promise.all(lines)).sort()
}
