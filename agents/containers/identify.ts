import { type DesiredDomain, GodwitError, type KeyValue } from '../../spec/index.ts'
import type { Need } from '../artifacts/artifacts.ts'
import type { IdentifyContext, PlannedAction } from '../sdk/agent.ts'
import { type BroughtContainer, listBrought } from './brought.ts'
import { type Component, ofComponent, readComponent } from './component.ts'
import { assertFitTogether, holdersOfPorts } from './component-set.ts'
import { isPassingName } from './containers-of.ts'
import { inDependencyOrder, ranksOf } from './dependency-order.ts'
import type { ContainerDetail, KeepDetail } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import type { ContainerState, ContainerSummary, EngineInfo } from './engine/engine.ts'
import { canChange, isLimitKey, limitsOf } from './engine/limits.ts'
import { findWanted, versionOfImage } from './images.ts'
import { componentLabel, differingKeys, imageNameOf } from './labels.ts'
import { patiently } from './patience.ts'
import { publicConfig } from './public-config.ts'
import type { ContainerSpec } from './spec/container-spec.ts'
import { invalid, valuesOf } from './spec/entries.ts'
import { planBackups } from './volumes/plan.ts'

/** Identification is expected soon: an engine that is away for longer is reported, and may be asked again. */
const patienceMs = 30_000

/**
 * The plan: removals first, since they free ports and names, sorted; then an action for each component that is listed,
 * what is depended on first. Rejects with INVALID_COMPONENT, NOT_OWNED, IMAGE_MISSING, ENGINE_UNAVAILABLE, DISK_FULL
 * or what `describe` of the artifacts says.
 */
export async function identify(
  device: ContainersDevice,
  desired: DesiredDomain,
  context: IdentifyContext,
): Promise<PlannedAction[]> {
  const system = systemContainers(device, context.config)
  const listed = (desired.components ?? []).filter(({ id }) => !system.has(id))
  const components = listed.map((component) => readComponent(component, context.artifacts))
  assertFitTogether(components)
  const brought = await listBrought(device.brought)
  const ordered = inDependencyOrder(components, holdersOfPorts(components, brought))
  const ranks = ranksOf(ordered)
  const { enginePatienceMs } = device.settings
  const settings = { ...device.settings, enginePatienceMs: Math.min(enginePatienceMs, patienceMs) }
  const { plans, backups } = await patiently({ ...device, settings }, context, async () => {
    const all = await device.engine.listContainers()
    const info = await device.engine.info()
    const kept: PlannedAction[] = []
    for (const component of ordered) {
      const planned = await planComponent(device, component, { all, info })
      kept.push({ ...planned, rank: ranks.get(component.id) ?? 0 })
    }
    const actions = [...removals(device, { components, system, all, brought }), ...kept]
    const { signal } = context
    return { plans: actions, backups: await planBackups(device, { components, actions, all, signal }) }
  })
  for (const { id, ignored } of components.filter(({ ignored: keys }) => keys.length > 0)) {
    context.log.warn({ component: id, ignored }, 'keys of the configuration mean nothing here')
  }
  await context.artifacts.reserve([...components.flatMap(needsOf), ...backups])
  return plans
}

/** Of the domain's configuration, or else of the agent's. */
function systemContainers({ settings }: ContainersDevice, config: KeyValue[]): Set<string> {
  const lists = valuesOf(config, 'systemContainers')
  const names = lists.length > 0 ? lists.flatMap((list) => list.split(',')) : settings.systemContainers
  return new Set(names.map((name) => name.trim()).filter(Boolean))
}

function needsOf({ image }: Component): Need[] {
  return image.kind === 'archive' ? [{ artifact: image.artifact }] : []
}

async function planComponent(
  device: ContainersDevice,
  component: Component,
  { all, info }: { all: ContainerSummary[]; info: EngineInfo },
): Promise<PlannedAction> {
  const { id, version, spec, rules, image, config, ignored } = component
  try {
    if (!info.changesLimits) assertBearable(spec)
    const current = all.find(({ name }) => name === id) ?? containerOf(id, all)
    if (current) assertOwned(device, component, current)
    const state = current && (await device.engine.inspectContainer(current.id))
    if (state?.autoRemove) throw notRestorable(id)
    const { kind, why } = compare(component, state, info)
    if (kind === 'create' || kind === 'recreate') await assertObtainable(device, component)
    const detail: KeepDetail = {
      ...{ kind, spec, rules, image, config: publicConfig(config) },
      ...(state && { previous: state.id }),
    }
    const note = ignored.length > 0 ? ` (ignored: ${ignored.join(', ')})` : ''
    return { component: { id, version: version || versionOfImage(spec.image) }, message: why + note, detail }
  } catch (error) {
    throw ofComponent(error, id)
  }
}

/** What Godwit has made for the component, whatever somebody has called it since. */
function containerOf(id: string, all: ContainerSummary[]): ContainerSummary | undefined {
  return all.find(({ labels, name }) => labels[componentLabel] === id && !isPassingName(name))
}

function assertOwned(
  { settings }: ContainersDevice,
  { id, rules }: Component,
  found: ContainerSummary,
): void {
  if (componentLabel in found.labels || (rules.adopt ?? settings.adopt)) return
  const message = `there is a container ${id} that Godwit has not made; "adopt" true lets Godwit replace it`
  throw new GodwitError('NOT_OWNED', message)
}

function notRestorable(id: string): GodwitError {
  const message = `container ${id} is removed by the engine when it stops, so that nothing could go back to it`
  return new GodwitError('NOT_OWNED', message)
}

/** Fails now rather than in the middle of a campaign. */
async function assertObtainable({ engine }: ContainersDevice, { spec, image }: Component): Promise<void> {
  if (image.kind !== 'nowhere' || (await findWanted(engine, spec))) return
  const way = 'name an "archive", or have it fetched, without "pull" never'
  throw new GodwitError('IMAGE_MISSING', `image ${spec.image} is not there: ${way}`)
}

type Comparison = Pick<KeepDetail, 'kind'> & { why: string }

/** A restart policy that stays on the old container, and works after a power cut, would bring back both. */
function assertBearable({ restartPolicy }: ContainerSpec): void {
  if (restartPolicy !== 'always') return
  throw invalid(
    '"restartPolicy" always: this engine cannot take it off the old container; use unless-stopped',
  )
}

function compare(
  { id, spec }: Component,
  state: ContainerState | undefined,
  { changesLimits }: EngineInfo,
): Comparison {
  if (!state) return { kind: 'create', why: `a new container of ${spec.image}` }
  if (!(componentLabel in state.labels))
    return { kind: 'recreate', why: 'adopted: replaced by a new container' }
  const keys = differingKeys(spec, state)
  if (keys.length === 0) {
    if (state.name !== id) return { kind: 'check', why: `is called ${state.name}: gets its name back` }
    return { kind: 'check', why: 'no changes: is checked to be running' }
  }
  const named = keys.join(', ')
  const isChange = keys.every(isLimitKey)
  if (changesLimits && isChange && canChange(state.limits, limitsOf(spec))) {
    return { kind: 'update', why: `changed in place: ${named}` }
  }
  return { kind: 'recreate', why: `replaced by a new container: ${named}` }
}

interface Found {
  components: Component[]
  system: Set<string>
  all: ContainerSummary[]
  brought: BroughtContainer[]
}

function removals(
  { settings }: ContainersDevice,
  { components, system, all, brought }: Found,
): PlannedAction[] {
  if (settings.keepUnlisted) return []
  const staying = new Set([...components.map(({ id }) => id), ...system])
  const mine = all.map(({ labels }) => labels[componentLabel]).filter((id) => id !== undefined)
  // What was brought and is gone by now is planned, too: it is then forgotten.
  const known = new Map(brought.map((one) => [one.component, one]))
  const ids = [...new Set([...mine, ...known.keys()])].filter((id) => !staying.has(id)).sort()
  return ids.map((id) => {
    const current = containerOf(id, all)
    const image = current ? imageNameOf(current) : known.get(id)?.spec.image
    const version = image === undefined ? 'n/a' : versionOfImage(image)
    const detail: ContainerDetail = { kind: 'destroy', ...(current && { previous: current.id }) }
    return { component: { id, version }, message: 'no longer needed', removal: true, detail }
  })
}
