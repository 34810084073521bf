import path from 'node:path'

/** Where the artifacts of the device are whose state is in `stateDir`: one folder for all its agents. */
export const artifactFolder = (stateDir: string): string => path.join(stateDir, 'artifacts')
