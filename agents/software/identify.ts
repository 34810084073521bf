import { type DesiredComponent, type DesiredDomain, GodwitError } from '../../spec/index.ts'
import type { Artifacts, Need } from '../artifacts/artifacts.ts'
import type { IdentifyContext, PlannedAction } from '../sdk/agent.ts'
import { compareVersions } from '../sdk/version-order.ts'
import { type ComponentOptions, componentOptions, ignoredKeys, installRules } from './component-options.ts'
import { type Claim, type Claims, claimsOf } from './copies/claims.ts'
import { assertTargetsAllowed } from './copies/copy-rule.ts'
import { artifactsOf, type InstallDetail, type SoftwareDetail, unpackedNeed } from './detail.ts'
import type { Drift } from './drift/drift.ts'
import { lookUpUser } from './hooks/user.ts'
import { type InstalledRelease, isSafeName, listInstalled, nextRelease } from './installation.ts'
import { reasonToReinstall } from './reinstall.ts'
import type { SoftwareSettings } from './settings.ts'

type VersionedComponent = DesiredComponent & { version: string }

/** What the plan is made by. */
interface Planning {
  settings: SoftwareSettings
  artifacts: Artifacts
  drift: Drift
}

/**
 * The plan: an installation for each component that is new, has another version or has to be installed again, in the
 * order of the desired state; then a removal for each that is not listed any more, sorted. A component config key that
 * means nothing here is ignored, and the action says so.
 * Rejects with INVALID_COMPONENT, DOWNGRADE_REFUSED, DISK_FULL or what `describe` of the artifacts says.
 */
export async function identify(
  { settings, drift }: Pick<Planning, 'settings' | 'drift'>,
  desired: DesiredDomain,
  { artifacts, log }: IdentifyContext,
): Promise<PlannedAction[]> {
  const components = validComponents(desired.components ?? [])
  const installed = await listInstalled(settings.installDir)
  const planning = { settings, artifacts, drift }
  const plans: (Install | undefined)[] = []
  for (const component of components) {
    plans.push(
      await ofComponent(component, () => planInstall(planning, component, installed.get(component.id))),
    )
  }
  const installs = plans.filter((plan) => plan !== undefined)
  const listed = new Set(components.map(({ id }) => id))
  const unlisted = settings.keepUnlisted ? [] : [...installed].filter(([id]) => !listed.has(id))
  const changing = new Set([...installs.map(({ component: { id } }) => id), ...unlisted.map(([id]) => id)])
  const claims = await claimsOf(
    settings.installDir,
    installed,
    installs.map(claimOf),
    (id) => !changing.has(id),
  )
  assertTargetsApart(claims)
  for (const { message } of installs.filter(({ ignored }) => ignored)) log.warn({}, message)
  await artifacts.reserve(installs.flatMap((install) => needsOf(settings, install)))
  const plan = [
    ...installs.map(({ component, message, detail }) => ({ component, message, detail })),
    ...unlisted.map(([id, release]) => planRemoval(id, release)),
  ]
  return plan.map((action) => withHandover(action, claims))
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
  { settings, artifacts, drift }: Planning,
  { id, version, config = [] }: VersionedComponent,
  installed: InstalledRelease | undefined,
): Promise<Install | undefined> {
  const options = componentOptions(config, artifacts.describeAll(config))
  const rules = installRules(config)
  const isSame = version === installed?.version
  const reason = isSame && (await reasonToReinstall(settings, id, installed.release, options, rules, drift))
  if (isSame && !reason) return undefined
  await assertPermitted(settings, options)
  if (installed && !isSame)
    assertNoDowngrade(settings.allowDowngrade && !rules.refuseDowngrade, installed, version)
  const release = isSame ? nextRelease(installed.release) : version
  const detail: InstallDetail = {
    kind: 'install',
    release,
    options,
    ...(installed && { previous: installed.release }),
  }
  const change = reason ? `install ${version} again: ${reason}` : changeOf(installed?.version, version)
  const ignored = ignoredKeys(config).join(', ')
  const message = ignored ? `${change} (ignored in the configuration of ${id}: ${ignored})` : change
  return { component: { id, version }, message, ignored, detail }
}

/** The artifacts, and what is unpacked from them: as much again, where nobody says how much. */
function needsOf({ installDir }: SoftwareSettings, { component, detail }: Install): Need[] {
  const artifacts = artifactsOf(detail)
  const bytes = artifacts.reduce((sum, { size = 0, unpackedSize = size }) => sum + unpackedSize, 0)
  return [...artifacts.map((artifact) => ({ artifact })), unpackedNeed(installDir, component, bytes)]
}

function changeOf(from: string | undefined, to: string): string {
  return from === undefined ? `install ${to}` : `${from} → ${to}`
}

/** What the device's owner has to allow. */
async function assertPermitted(
  settings: SoftwareSettings,
  { copies, user }: ComponentOptions,
): Promise<void> {
  assertTargetsAllowed(copies, settings.copyTargets)
  if (user !== undefined && user !== settings.hookUser && !settings.hookUsers.includes(user)) {
    const message = `may not run its hooks as "${user}": allowed are ${settings.hookUsers.join(', ') || 'none'} ("hookUsers" of the agent)`
    throw new GodwitError('INVALID_COMPONENT', message)
  }
  await lookUpUser(user ?? settings.hookUser)
}

function assertNoDowngrade(isAllowed: boolean, installed: InstalledRelease, version: string): void {
  if (isAllowed || compareVersions(version, installed.version) >= 0) return
  throw new GodwitError(
    'DOWNGRADE_REFUSED',
    `version ${version} is older than ${installed.version}, which is installed, and downgrades are refused`,
  )
}

function claimOf({ component, detail }: Install): Claim {
  return { id: component.id, places: detail.options.copies.map(({ to }) => to) }
}

/** Two components that copy to one place would put back each other's files. */
function assertTargetsApart(claims: Claims): void {
  const conflict = claims.conflict()
  if (conflict) throw invalid(conflict.id, `copies to ${conflict.place}, as "${conflict.owner}" does`)
}

/** What another component takes over is not removed. */
function withHandover(action: PlannedAction & { detail: SoftwareDetail }, claims: Claims): PlannedAction {
  const handedOver = claims.handedOver(action.component.id)
  return handedOver.length > 0 ? { ...action, detail: { ...action.detail, handedOver } } : action
}

function planRemoval(
  id: string,
  { release, version }: InstalledRelease,
): PlannedAction & { detail: SoftwareDetail } {
  const detail: SoftwareDetail = { kind: 'removal', previous: release }
  const message = `remove ${version}: it is not listed any more`
  return { component: { id, version }, message, removal: true, detail }
}

/** Says of what is thrown which component it is about. */
async function ofComponent<T>({ id }: DesiredComponent, plan: () => Promise<T>): Promise<T> {
  try {
    return await plan()
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error
    throw new GodwitError(error.code, `component "${id}": ${error.message}`, { component: id })
  }
}

function invalid(id: string, problem: string): GodwitError {
  return new GodwitError('INVALID_COMPONENT', `component "${id}" ${problem}`, { component: id })
}
