import type { Reason } from './generated/messages.ts'

/** Every error code that Godwit sends or prints. A code never changes its meaning; messages may. */
export const errorCodes = [
  // The document or message
  'INVALID_MESSAGE',
  'UNKNOWN_DOMAIN',
  'NO_DOMAINS',
  'INVALID_BASELINE',
  'INVALID_COMPONENT',
  'BUSY',
  'UNKNOWN_CAMPAIGN',
  'DUPLICATE_ACTIVITY',
  'REFUSED',
  // The campaign
  'AGENT_FAILED',
  'NO_ANSWER',
  'CONSENT_DENIED',
  'CONSENT_TIMEOUT',
  'CANCELLED',
  'SUPERSEDED',
  'REBOOT_FAILED',
  'REBOOT_LOOP',
  'ROLLBACK_FAILED',
  'CLEANUP_FAILED',
  'OUT_OF_ORDER',
  'INTERRUPTED',
  'INTERNAL',
  // Artifacts
  'UNVERIFIED',
  'INTEGRITY_MISMATCH',
  'SIZE_MISMATCH',
  'NOT_FOUND',
  'FORBIDDEN',
  'SERVER_ERROR',
  'NETWORK',
  'TLS_FAILED',
  'TOO_SLOW',
  'DISK_FULL',
  'INVALID_SOURCE',
  // Software
  'INVALID_BUNDLE',
  'HOOK_FAILED',
  'HOOK_TIMEOUT',
  'TRY_AGAIN_LATER',
  'DOWNGRADE_REFUSED',
  // Firmware
  'INCOMPATIBLE',
  'SLOT_TOO_SMALL',
  'SLOT_WRITE_FAILED',
  'BOOT_CONTROL_FAILED',
  'FELL_BACK',
  'FAILED_BEFORE',
  'WATCHDOG_FAILED',
  // Containers
  'ENGINE_UNAVAILABLE',
  'ENGINE_FAILED',
  'IMAGE_MISSING',
  'IMAGE_REFUSED',
  'NOT_OWNED',
  'UNHEALTHY',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export interface ErrorDetails {
  phase?: string | undefined
  component?: string | undefined
  domain?: string | undefined
  /** Whether trying the same again can help; false unless said. */
  retryable?: boolean | undefined
  /** The pause that a server asked for before the next try, in milliseconds. */
  retryAfterMs?: number | undefined
  cause?: unknown
}

/** An error whose meaning is in its code, never in its text. Its text is for people and holds no secret. */
export class GodwitError extends Error {
  override readonly name = 'GodwitError'
  readonly code: ErrorCode
  readonly phase: string | undefined
  readonly component: string | undefined
  readonly domain: string | undefined
  readonly retryable: boolean
  /** The pause that a server asked for before the next try, in milliseconds; 0 where none did. */
  readonly retryAfterMs: number

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.phase = details.phase
    this.component = details.component
    this.domain = details.domain
    this.retryable = details.retryable ?? false
    this.retryAfterMs = details.retryAfterMs ?? 0
  }

  /** The error as it goes over the wire. */
  toReason(): Reason {
    return {
      code: this.code,
      ...(this.phase !== undefined && { phase: this.phase }),
      ...(this.component !== undefined && { component: this.component }),
      ...(this.domain !== undefined && { domain: this.domain }),
      retryable: this.retryable,
      ...(this.retryAfterMs > 0 && { retryAfterMs: this.retryAfterMs }),
    }
  }
}

/** Any thrown value as a GodwitError: unknown ones become `INTERNAL` and keep their cause. */
export function asGodwitError(error: unknown, details: ErrorDetails = {}): GodwitError {
  if (error instanceof GodwitError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new GodwitError('INTERNAL', message, { ...details, cause: error })
}
