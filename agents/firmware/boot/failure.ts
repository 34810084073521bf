import { GodwitError } from '../../../spec/index.ts'

/** Anything thrown on the way to a boot environment, as BOOT_CONTROL_FAILED with the place in front. */
export function bootControlFailure(where: string, cause: unknown): GodwitError {
  if (cause instanceof GodwitError) return cause
  return new GodwitError('BOOT_CONTROL_FAILED', `${where}: ${(cause as Error).message}`, { cause })
}
