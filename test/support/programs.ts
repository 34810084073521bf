import { spawnSync } from 'node:child_process'

/** Whether there is a program of that name to be run. */
export function isHere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v '${program}'`]).status === 0
}
