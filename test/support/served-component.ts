import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DesiredComponent } from '../../spec/index.ts'
import type { ArtifactServer } from './artifact-server.ts'
import { artifactConfig, describeFile } from './bundle.ts'

/** Serves a file, and describes it as the artifact of a component. */
export async function serveComponent(
  artifacts: ArtifactServer,
  id: string,
  version: string,
  file: string,
): Promise<DesiredComponent> {
  const name = basename(file)
  artifacts.put(name, await readFile(file))
  return { id, version, config: artifactConfig(await describeFile(file), artifacts.url(name)) }
}
