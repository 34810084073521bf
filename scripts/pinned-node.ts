/** Imported for its effect: fails where an older Node of the system runs what must run on the pinned one. */
import manifest from '../package.json' with { type: 'json' }

const pinned = `v${manifest.devDependencies.node}`
if (process.version !== pinned) {
  throw new Error(
    `this runs on Node ${pinned} from node_modules/.bin, not on ${process.version}: use "npm run"`,
  )
}
