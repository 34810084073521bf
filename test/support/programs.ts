import { spawnSync } from 'node:child_process'

/** Where programs are looked for, those of administrators included, which not every user has on its path. */
export const programPath = `${process.env.PATH}:/usr/sbin:/sbin:/usr/local/sbin`

/** Whether there is a program of that name to be run. */
export function isHere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v '${program}'`], { env: { PATH: programPath } }).status === 0
}
