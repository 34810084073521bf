/**
 * What the driver asks of RAUC, over whatever becomes of its service meanwhile.
 *
 * - RAUC answers nothing but properties while it installs. Whoever asks then waits until it is done.
 * - RAUC may be restarted: a question waits some time for it to come back. An installation that it was at is lost then.
 */
import type { Clock } from '../../../platform/clock.ts'
import { pause } from '../../../platform/pause.ts'
import {
  connectRauc,
  type RaucConnection,
  type RaucEvent,
  RaucLost,
  RaucRefusal,
  RaucUnavailable,
} from './connection.ts'
import { type RaucSlot, readSlots } from './slots.ts'

export interface RaucServiceSettings {
  /** Address of the system bus; by default the environment's, or the usual one. */
  busAddress?: string | undefined
  /** How long RAUC may be away before a question is given up, ms. */
  restartTimeoutMs: number
}

/** How an installation is followed. */
export interface Follow {
  signal?: AbortSignal | undefined
  /** Also called again and again, with the same words, while RAUC is silently at work. */
  onProgress?: ((percent: number, message: string) => void) | undefined
}

export interface RaucSystem {
  compatible: string
  variant: string
  lastError: string
}

/** All reject with a RaucUnavailable, or a RaucRefusal with what RAUC says. */
export interface RaucService {
  system(): Promise<RaucSystem>
  slots(): Promise<RaucSlot[]>
  /** The name of the slot that is booted next. Refused where no slot can be booted any more. */
  primary(): Promise<string>
  mark(state: 'good' | 'bad' | 'active', slot: string): Promise<void>
  /**
   * Has a bundle installed. Rejects with a RaucRefusal and RAUC's last error where it was not, with a RaucLost where RAUC
   * has ended in the middle, and with the signal's reason where that aborts: RAUC goes on then, it cannot be stopped.
   */
  install(bundle: string, follow: Follow): Promise<void>
  /** Resolves when no installation is under way. */
  idle(follow: Follow): Promise<void>
}

const retryMs = 250

/** How often silent work is reported, and for how long: after that it counts as the silence that it is. */
const heartbeatMs = 15_000
const longestSilenceMs = 30 * 60_000

export function raucService(
  { busAddress, restartTimeoutMs }: RaucServiceSettings,
  clock: Clock,
): RaucService {
  const withRauc = async <T>(
    work: (rauc: RaucConnection) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> => {
    const deadline = clock.steady() + restartTimeoutMs
    for (;;) {
      const rauc = await connectRauc(busAddress)
      try {
        return await work(rauc)
      } catch (error) {
        if (!(error instanceof RaucUnavailable) || clock.steady() >= deadline) throw error
      } finally {
        await rauc.close()
      }
      await pause(clock, retryMs, signal)
    }
  }
  const idle = (follow: Follow) => withRauc((rauc) => untilIdle(rauc, follow, clock), follow.signal)
  const ask = async (member: string, signature?: string, ...body: unknown[]): Promise<unknown> => {
    for (;;) {
      await idle({})
      try {
        return await withRauc((rauc) => rauc.call(member, signature, ...body))
      } catch (error) {
        const begunMeanwhile = error instanceof RaucRefusal && (await withRauc(isBusy))
        if (!begunMeanwhile) throw error
      }
    }
  }
  return {
    idle,
    system: () => withRauc(readSystem),
    slots: async () => readSlots(await ask('GetSlotStatus')),
    primary: async () => String(await ask('GetPrimary')),
    mark: async (state, slot) => void (await ask('Mark', 'ss', state, slot)),
    async install(bundle, follow) {
      await idle(follow)
      const rauc = await connectRauc(busAddress)
      try {
        const start = () => rauc.call('InstallBundle', 'sa{sv}', bundle, {})
        const result = await followed(rauc, follow, clock, start)
        if (result !== 0) throw new RaucRefusal((await readSystem(rauc)).lastError)
      } finally {
        await rauc.close()
      }
    },
  }
}

async function readSystem(rauc: RaucConnection): Promise<RaucSystem> {
  const { Compatible, Variant, LastError } = await rauc.properties()
  return {
    compatible: String(Compatible),
    variant: String(Variant ?? ''),
    lastError: String(LastError ?? ''),
  }
}

const isBusy = async (rauc: RaucConnection) => (await rauc.properties()).Operation !== 'idle'

/** Joins an installation that somebody has begun, where there is one. */
async function untilIdle(rauc: RaucConnection, follow: Follow, clock: Clock): Promise<void> {
  if (await isBusy(rauc)) await followed(rauc, follow, clock)
}

/**
 * Follows an installation to its end: the one that `start` begins, or the one that is under way. Answers with its
 * result, 0 is success; or with nothing where it was over before.
 */
async function followed(
  rauc: RaucConnection,
  { signal, onProgress }: Follow,
  clock: Clock,
  start?: () => Promise<unknown>,
): Promise<number | undefined> {
  signal?.throwIfAborted()
  const end = Promise.withResolvers<number | undefined>()
  const pulse = newPulse(clock, onProgress)
  const abort = () => end.reject(signal?.reason)
  const hear = (event: RaucEvent) => {
    if (event.type === 'progress') pulse.say(event.percent, event.message)
    // Of an own installation only its completion counts: RAUC 1.8 says `idle` already when it refuses another one.
    else if (event.type === 'operation') start || event.operation !== 'idle' || end.resolve(undefined)
    else if (event.type === 'completed') end.resolve(event.result)
    else if (start) end.reject(new RaucLost('RAUC has ended in the middle of an installation'))
    else end.resolve(undefined)
  }
  end.promise.catch(() => {}) // it may be rejected before it is waited for
  signal?.addEventListener('abort', abort, { once: true })
  try {
    await rauc.listen(hear)
    if (start) await start()
    else if (!(await isBusy(rauc))) return undefined
    return await end.promise
  } finally {
    pulse.stop()
    signal?.removeEventListener('abort', abort)
  }
}

/** Hands progress on, and repeats it while nothing new comes. */
function newPulse(clock: Clock, onProgress: Follow['onProgress']) {
  let last: [percent: number, message: string] = [0, 'RAUC is installing']
  let spoken = clock.steady()
  const beat = () => {
    if (clock.steady() - spoken < longestSilenceMs) onProgress?.(...last)
    timer = clock.after(heartbeatMs, beat)
  }
  let timer = clock.after(heartbeatMs, beat)
  return {
    say(percent: number, message: string) {
      last = [percent, message]
      spoken = clock.steady()
      onProgress?.(percent, message)
    },
    stop: () => timer.cancel(),
  }
}
