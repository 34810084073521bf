import path from 'node:path'
import { GodwitError } from '../../../spec/index.ts'
import type { CopyRule } from '../installation.ts'

/** `bin/tool -> /usr/local/bin/tool`. Throws INVALID_COMPONENT. */
export function parseCopyRule(text: string): CopyRule {
  const [from = '', to = '', ...more] = text.split(/\s->\s/).map((part) => part.trim())
  if (from === '' || to === '' || more.length > 0) {
    throw invalid(text, 'is not of the form FILE -> /ABSOLUTE/PATH')
  }
  if (/\0/.test(text)) throw invalid(from, 'holds a character that no path can hold')
  if (path.isAbsolute(from) || path.normalize(from) !== from || from.split('/').includes('..')) {
    throw invalid(text, 'copies what is not a plain path in the release')
  }
  if (!path.isAbsolute(to) || path.normalize(to) !== to || to.endsWith('/')) {
    throw invalid(text, 'has a target that is not the plain absolute path of a file')
  }
  return { from, to }
}

/** Whether the target is below one of the configured folders, as far as its words say. Throws INVALID_COMPONENT. */
export function assertTargetsAllowed(rules: CopyRule[], copyTargets: string[]): void {
  for (const { to } of rules) {
    if (copyTargets.some((folder) => isBelow(to, folder))) continue
    const allowed =
      copyTargets.length > 0 ? `allowed is what is below ${copyTargets.join(', ')}` : 'none is allowed'
    throw new GodwitError(
      'INVALID_COMPONENT',
      `may not copy to ${to}: ${allowed} ("copyTargets" of the agent)`,
    )
  }
}

export function isBelow(file: string, folder: string): boolean {
  const rest = path.relative(folder, file)
  return rest !== '' && rest !== '..' && !rest.startsWith('../')
}

function invalid(text: string, problem: string): GodwitError {
  return new GodwitError('INVALID_COMPONENT', `copy "${text}" ${problem}`)
}
