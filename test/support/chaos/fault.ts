/**
 * What a mirror may do wrong, as data: a plan can be printed, kept and played again.
 *
 * Positions (`after`, `at`) are bytes of the body of one answer, whatever range it is of; where the body is shorter, the
 * fault does not show.
 */
export type Fault =
  /** Does everything right. */
  | { kind: 'none' }
  /** `retryAfter` in seconds, told as a number or as a date. */
  | { kind: 'status'; status: number; retryAfter?: { seconds: number; as: 'number' | 'date' } }
  /** Answers 200 with all of it, whatever was asked for. */
  | { kind: 'ignoresRange' }
  | { kind: 'contentRange'; how: ContentRangeFault }
  /**
   * A body that ends early: the connection closes before what content-length says; or before the last chunk; or the end
   * is an orderly one, with a content-length, or a last chunk, that is a lie.
   */
  | { kind: 'short'; after: number; how: 'closed' | 'chunkedClosed' | 'declared' | 'chunked' }
  /** Bytes behind the end: with a content-length that counts them, one that does not, in chunks, or without any end. */
  | { kind: 'long'; more: number; how: 'declared' | 'undeclared' | 'chunked' }
  | { kind: 'long'; how: 'endless' }
  /** `content-encoding: gzip` that nobody has asked for: in name only, or indeed. */
  | { kind: 'encoded'; how: 'labelled' | 'really' }
  | { kind: 'redirect'; to: 'chain' | 'loop' | 'otherHost' | 'plainHttp' }
  | { kind: 'reset'; when: 'request' | 'head' }
  | { kind: 'reset'; when: 'body'; after: number }
  | { kind: 'stall'; when: 'head' }
  | { kind: 'stall'; when: 'body'; after: number }
  /** Slow from there on: for that many steps, or for ever. */
  | { kind: 'trickle'; after: number; bytes: number; everyMs: number; steps?: number }
  /** One byte is wrong. */
  | { kind: 'flip'; at: number }
  /** Serves another version, of the same size, under an ETag of its own or the same; all of it, or breaks off. */
  | { kind: 'changed'; etag: 'new' | 'same'; cutAfter?: number }
  | { kind: 'slowHead'; everyMs: number }
  | { kind: 'hugeHead' }
  /** Speaks something else than HTTP. */
  | { kind: 'garbage' }

/**
 * `shifted`: bytes from further on, and says so. `mislabelled`: bytes from further on, called the ones asked for.
 * `missing`, `garbled`: no header, or nonsense. `otherTotal`: of an artifact that is larger.
 */
export type ContentRangeFault = 'shifted' | 'mislabelled' | 'missing' | 'garbled' | 'otherTotal'

/** How a mirror names a version of the artifact. */
export type Validator = 'strong' | 'weak' | 'lastModified' | 'none'

/** Where a mirror is, and whether there is a way to it. */
export type Place = 'http' | 'https' | 'unknownHost' | 'refused' | 'untrusted' | 'otherName'

/** What happens to one connection on its way, in bytes from the server. */
export interface LineFault {
  /** The connection is reset behind that many bytes. */
  cutAfter?: number
  /** The server's end seems to be reached behind that many bytes. */
  halfCloseAfter?: number
  /** Each piece is held back for so long. */
  delayMs?: number
  /** Pieces are no larger than this. */
  pieceBytes?: number
}

export interface MirrorPlan {
  place: Place
  validator: Validator
  /** Answers without saying how long they are. */
  chunked: boolean
  /** What is wrong with the answers, one by one. */
  faults: Fault[]
  /** What is wrong with all others. */
  afterwards: Fault
  /** What is wrong with the connections, one by one; all others are good. */
  line: LineFault[]
}
