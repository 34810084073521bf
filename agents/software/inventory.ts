import type { Inventory, KeyValue, SoftwareNode } from '../../spec/index.ts'
import { type Dependency, readDependencies } from './dependencies.ts'
import { type Drift, driftText } from './drift/drift.ts'
import {
  componentFolder,
  type InstalledRelease,
  listInstalled,
  readRelease,
  releaseFolder,
} from './installation.ts'

/**
 * Each installed component with the version that `current` names, sorted; below it what its install script has
 * installed besides. Of a component's configuration nothing is repeated here but integrities: it may hold secrets.
 */
export async function inventory(installDir: string, drift: Drift): Promise<Inventory> {
  const softwareNodes: SoftwareNode[] = []
  const associations: { sourceId: string; targetId: string }[] = []
  for (const [id, installed] of await listInstalled(installDir)) {
    const { node, dependencies } = await nodesOf(installDir, id, installed, drift)
    softwareNodes.push(node, ...dependencies)
    associations.push(...dependencies.map((dependency) => ({ sourceId: id, targetId: dependency.id })))
  }
  return { softwareNodes, ...(associations.length > 0 && { associations }) }
}

async function nodesOf(
  installDir: string,
  id: string,
  { release, version }: InstalledRelease,
  drift: Drift,
): Promise<{ node: SoftwareNode; dependencies: SoftwareNode[] }> {
  const folder = componentFolder(installDir, id)
  const place = releaseFolder(folder, release)
  const record = await readRelease(folder, release)
  const integrities = (record?.artifacts ?? []).map(({ name, integrity }) => ({
    key: name === undefined ? 'integrity' : `artifact.${name}.integrity`,
    value: integrity,
  }))
  const found = drift.known(id, release)
  const changes = found.length > 0 ? [{ key: 'drift', value: driftText(found) }] : []
  const parameters: KeyValue[] = [{ key: 'path', value: place }, ...integrities, ...changes]
  const dependencies = record ? await readDependencies(place, record.dependencies) : []
  return {
    node: { id, version, name: id, type: 'APPLICATION', parameters },
    dependencies: distinct(dependencies.map((dependency) => dependencyNode(id, dependency))),
  }
}

function dependencyNode(id: string, { group, name, version, type }: Dependency): SoftwareNode {
  const parameters = [
    { key: 'dependencyOf', value: id },
    { key: 'group', value: group },
    ...(type === undefined ? [] : [{ key: 'type', value: type }]),
  ]
  return { id: `${id}/${group}/${name}`, version, name, type: 'APPLICATION', parameters }
}

/** Of nodes with the same id the last one. */
function distinct(nodes: SoftwareNode[]): SoftwareNode[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()]
}
