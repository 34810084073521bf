/** A configuration that makes no sense. The message names what is wrong, where it stands and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
