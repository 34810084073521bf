import type { Inventory, SoftwareNode } from '../../spec/index.ts'
import { componentFolder, listInstalled, readRelease, releaseFolder } from './installation.ts'

/** Each installed component with the version that `current` names, sorted. */
export async function inventory(installDir: string): Promise<Inventory> {
  const installed = [...(await listInstalled(installDir))]
  return {
    softwareNodes: await Promise.all(installed.map(([id, version]) => nodeOf(installDir, id, version))),
  }
}

async function nodeOf(installDir: string, id: string, version: string): Promise<SoftwareNode> {
  const folder = componentFolder(installDir, id)
  const integrity = (await readRelease(folder, version))?.integrity
  const parameters = [{ key: 'path', value: releaseFolder(folder, version) }]
  if (integrity !== undefined) parameters.push({ key: 'integrity', value: integrity })
  return { id, version, name: id, type: 'APPLICATION', parameters }
}
