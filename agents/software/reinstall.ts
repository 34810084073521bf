import { GodwitError } from '../../spec/index.ts'
import type { ComponentOptions, InstallRules } from './component-options.ts'
import { type Drift, driftText } from './drift/drift.ts'
import { componentFolder, hasRelease, type ReleaseRecord, readRelease } from './installation.ts'
import type { SoftwareSettings } from './settings.ts'

/**
 * Why the version that is installed has to be installed again; undefined where it has not. Rejects with
 * INVALID_COMPONENT where it is made of other artifacts than the installed one, unless the component asks to be installed
 * always: one version is one bundle.
 */
export async function reasonToReinstall(
  { installDir }: SoftwareSettings,
  id: string,
  release: string,
  options: ComponentOptions,
  { reinstall }: InstallRules,
  drift: Drift,
): Promise<string | undefined> {
  if (reinstall === 'always') return 'the desired state asks for it'
  const folder = componentFolder(installDir, id)
  const record = await readRelease(folder, release)
  if (record && !isSameContent(record, options)) {
    throw new GodwitError(
      'INVALID_COMPONENT',
      'this version is installed from another bundle; give this one another version',
    )
  }
  if (reinstall === 'never') return undefined
  // Also where it is not known what was in it.
  if (!(await hasRelease(folder, release))) return 'its release is gone'
  if (record && !isSameList(record.copies, options.copies)) return 'other files are to be copied'
  const found = await drift.quickCheck(folder, release)
  return found.length > 0 ? driftText(found) : undefined
}

/** As far as integrities are known. */
function isSameContent({ artifacts }: ReleaseRecord, { files }: ComponentOptions): boolean {
  if (artifacts.length !== files.length) return false
  return files.every(({ artifact: { integrity } }, index) => {
    return integrity === undefined || integrity === artifacts[index]?.integrity
  })
}

function isSameList(one: unknown[] = [], other: unknown[] = []): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
