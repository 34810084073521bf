import type { RaucService } from './service.ts'
import type { RaucSlot } from './slots.ts'

/**
 * The service, which answers from memory while it is at an installation of ours: RAUC does not answer then, and the
 * inventory is not to wait for minutes. What is remembered changes only when the installation has ended.
 */
export function rememberingService(rauc: RaucService): RaucService {
  let known: { slots: RaucSlot[]; primary: string | Error } | undefined
  return {
    ...rauc,
    slots: async () => known?.slots ?? rauc.slots(),
    async primary() {
      if (!known) return rauc.primary()
      if (known.primary instanceof Error) throw known.primary
      return known.primary
    },
    async install(bundle, follow) {
      await rauc.idle(follow)
      known = { slots: await rauc.slots(), primary: await rauc.primary().catch((error: Error) => error) }
      try {
        await rauc.install(bundle, follow)
      } finally {
        known = undefined
      }
    },
  }
}
