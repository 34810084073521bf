/**
 * A copy of a folder by a process that can be killed:
 *
 *   node copy-process.ts FROM TO RECORD
 *
 * Prints the code of its failure.
 */
import { copyTree } from '../../../agents/containers/volumes/copy-tree.ts'
import { systemClock } from '../../../platform/clock.ts'

const [from = '', to = '', record = ''] = process.argv.slice(2)
const { signal } = new AbortController()
const copier = { record, bootId: 'boot', clock: systemClock, signal }
await copyTree(from, to, copier, () => {}).catch(({ code }) => console.log(code))
