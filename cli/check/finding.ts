/** What was looked at, and what came of it. */
export interface Finding {
  /** What was looked at, in a word or two. */
  what: string
  ok: boolean
  /** What was found. */
  detail: string
  /** What to do about it, where it is not well. */
  remedy?: string
}

export const good = (what: string, detail: string): Finding => ({ what, ok: true, detail })

export const bad = (what: string, detail: string, remedy: string): Finding => ({
  what,
  ok: false,
  detail,
  remedy,
})
