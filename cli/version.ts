import manifest from '../package.json' with { type: 'json' }

/** The version of Godwit, as it is released. */
export const { version } = manifest
