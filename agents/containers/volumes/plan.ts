/** Whether volumes can be backed up, found out before anything changes. */
import type { FolderNeed } from '../../artifacts/artifacts.ts'
import type { PlannedAction } from '../../sdk/agent.ts'
import { type Component, ofComponent } from '../component.ts'
import { detailOf, replaces } from '../detail.ts'
import type { ContainersDevice } from '../device.ts'
import type { ContainerSummary } from '../engine/engine.ts'
import { componentLabel } from '../labels.ts'
import { invalid } from '../spec/entries.ts'
import { needName } from './backup.ts'
import { treeSize } from './tree-size.ts'
import { volumeFolder, whyUnusable } from './volume-folder.ts'

interface Plan {
  components: Component[]
  actions: PlannedAction[]
  /** All containers that there are. */
  all: ContainerSummary[]
  signal: AbortSignal
}

/**
 * The space that backups of this plan take, as far as it is known now. Rejects with INVALID_COMPONENT where a volume cannot
 * be backed up, or where it is not at rest while the component's container is replaced.
 */
export async function planBackups(device: ContainersDevice, plan: Plan): Promise<FolderNeed[]> {
  const needs: FolderNeed[] = []
  for (const action of plan.actions) {
    const component = plan.components.find(({ id }) => id === action.component.id)
    if (!component || !replaces(detailOf(action))) continue
    for (const volume of component.rules.backupVolume ?? []) {
      try {
        assertAlone(component, volume, plan)
        const bytes = await sizeNow(device, volume, plan.signal)
        needs.push({
          folder: device.settings.backupDir,
          bytes,
          what: needName({ component: component.id }, volume),
        })
      } catch (error) {
        throw ofComponent(error, component.id)
      }
    }
  }
  return needs
}

/** Nobody else may write to it, be it now or as the desired state wants it. */
function assertAlone({ id }: Component, volume: string, { components, actions, all }: Plan): void {
  const other = components.find(
    (one) => one.id !== id && one.spec.mount?.some(({ source, readOnly }) => source === volume && !readOnly),
  )
  const removed = new Set(actions.filter(({ removal }) => removal).map(({ component }) => component.id))
  const isOther = ({ labels, name }: ContainerSummary) =>
    name !== id && labels[componentLabel] !== id && !removed.has(labels[componentLabel] ?? '')
  const writer = all.find((one) => isOther(one) && one.writableVolumes.includes(volume))
  const who = other?.id ?? writer?.name
  if (who === undefined) return
  throw refusedVolume(volume, `${who} may write to it, too, while it is copied; mount it there with "ro"`)
}

async function sizeNow(device: ContainersDevice, volume: string, signal: AbortSignal): Promise<number> {
  const found = await volumeFolder(device.engine, volume)
  if (found.is === 'refused') throw refusedVolume(volume, found.why)
  if (found.is === 'there') return treeSize(found.folder, signal)
  // It is made where the engine makes all of them.
  const why = await whyUnusable((await device.engine.info()).folder)
  if (why !== undefined) throw refusedVolume(volume, why)
  return 0
}

const refusedVolume = (volume: string, why: string) => invalid(`"backupVolume" value "${volume}": ${why}`)
