import { type DesiredComponent, type DesiredDomain, GodwitError } from '../../spec/index.ts'
import type { ArtifactDescription, Artifacts, Need } from '../artifacts/artifacts.ts'
import { packingKeys } from '../artifacts/describe-packing.ts'
import type { IdentifyContext, PlannedAction } from '../sdk/agent.ts'
import type { InstallDetail, SoftwareDetail } from './detail.ts'
import { componentFolder, isSafeName, listInstalled, readRelease } from './installation.ts'
import type { SoftwareSettings } from './settings.ts'

const knownKeys: string[] = ['source', 'integrity', 'size', ...packingKeys]

type VersionedComponent = DesiredComponent & { version: string }

/**
 * The plan: an installation for each component that is new or has another version, in the order of the desired state;
 * then a removal for each that is not listed any more, sorted. A component config key that means nothing here is
 * ignored, and the action says so.
 * Rejects with INVALID_COMPONENT, DISK_FULL or what `describe` of the artifacts says.
 */
export async function identify(
  settings: SoftwareSettings,
  desired: DesiredDomain,
  { artifacts, log }: IdentifyContext,
): Promise<PlannedAction[]> {
  const components = validComponents(desired.components ?? [])
  const installed = await listInstalled(settings.installDir)
  const plans = await Promise.all(
    components.map((component) => planInstall(settings, artifacts, component, installed.get(component.id))),
  )
  const installs = plans.filter((plan) => plan !== undefined)
  for (const { message } of installs.filter(({ ignored }) => ignored)) log.warn({}, message)
  await artifacts.reserve(installs.flatMap((install) => needsOf(settings, install)))
  const listed = new Set(components.map(({ id }) => id))
  const unlisted = settings.keepUnlisted ? [] : [...installed].filter(([id]) => !listed.has(id))
  return [
    ...installs.map(({ component, message, detail }) => ({ component, message, detail })),
    ...unlisted.map(([id, version]) => planRemoval(id, version)),
  ]
}

function validComponents(components: DesiredComponent[]): VersionedComponent[] {
  const seen = new Set<string>()
  return components.map((component) => {
    const { id, version = '' } = component
    if (!isSafeName(id)) throw invalid(id, 'has an id that cannot be the name of a folder')
    if (seen.has(id)) throw invalid(id, 'is listed more than once')
    seen.add(id)
    if (version === '') throw invalid(id, 'has no version')
    if (!isSafeName(version))
      throw invalid(id, `has version "${version}", which cannot be the name of a folder`)
    return { ...component, version }
  })
}

interface Install extends PlannedAction {
  message: string
  /** Keys of the configuration that mean nothing here. */
  ignored: string
  detail: InstallDetail
}

async function planInstall(
  settings: SoftwareSettings,
  artifacts: Artifacts,
  component: VersionedComponent,
  previous: string | undefined,
): Promise<Install | undefined> {
  const { id, version, config = [] } = component
  const artifact = describe(artifacts, component)
  if (version === previous) {
    await assertSameBundle(settings, component, artifact)
    return undefined
  }
  const ignored = [...new Set(config.map(({ key }) => key))]
    .filter((key) => !knownKeys.includes(key))
    .join(', ')
  const change = previous === undefined ? `install ${version}` : `${previous} → ${version}`
  const detail: InstallDetail = { kind: 'install', artifact, ...(previous !== undefined && { previous }) }
  return {
    component: { id, version },
    message: ignored ? `${change} (ignored in the configuration of ${id}: ${ignored})` : change,
    ignored,
    detail,
  }
}

/** The bundle, and what is unpacked from it: as much again, where nobody says how much. */
function needsOf({ installDir }: SoftwareSettings, { component, detail: { artifact } }: Install): Need[] {
  const bytes = artifact.unpackedSize ?? artifact.size ?? 0
  return [{ artifact }, { folder: installDir, bytes, what: `${component.id} ${component.version}, unpacked` }]
}

function planRemoval(id: string, version: string): PlannedAction {
  const detail: SoftwareDetail = { kind: 'removal', previous: version }
  const message = `remove ${version}: it is not listed any more`
  return { component: { id, version }, message, removal: true, detail }
}

function describe(artifacts: Artifacts, { id, config = [] }: DesiredComponent): ArtifactDescription {
  try {
    return artifacts.describe(config)
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error
    throw new GodwitError(error.code, `component "${id}": ${error.message}`, { component: id })
  }
}

/** One version is one bundle: another one in its place could not be gone back from. */
async function assertSameBundle(
  { installDir }: SoftwareSettings,
  { id, version }: VersionedComponent,
  { integrity }: ArtifactDescription,
): Promise<void> {
  const installed = (await readRelease(componentFolder(installDir, id), version))?.integrity
  if (installed === undefined || integrity === undefined || installed === integrity) return
  throw invalid(
    id,
    `has version ${version}, which is installed from another bundle; give this one another version`,
  )
}

function invalid(id: string, problem: string): GodwitError {
  return new GodwitError('INVALID_COMPONENT', `component "${id}" ${problem}`, { component: id })
}
