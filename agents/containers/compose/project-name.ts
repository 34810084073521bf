import path from 'node:path'
import type { ComposeSource } from './project.ts'
import { type ComposeMap, dig, textOf } from './tree.ts'

/** As compose finds it: what is asked for, what the file says, or the name of its folder. */
export function projectName(
  file: ComposeMap,
  { projectName: asked, environment, folder }: ComposeSource,
): string {
  const named = dig(file, 'name')
  const name = asked ?? environment.COMPOSE_PROJECT_NAME ?? (named ? textOf(named) : path.basename(folder))
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, '')
      .replace(/^[_-]+/, '') || 'default'
  )
}
