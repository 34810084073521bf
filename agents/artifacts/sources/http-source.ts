/** Artifacts over http and https. */
import { isRanged, judgeAnswer } from './http-answer.ts'
import { sendRequest } from './http-request.ts'
import type { HttpSettings } from './http-settings.ts'
import { type SourceAnswer, SourceError, type SourceRequest } from './source.ts'

/**
 * Opens the source at the offset. A server whose ranges make no sense is asked once more, for all of the file. Rejects
 * with a SourceError, or with the signal's reason. `now` is ms since the epoch.
 */
export async function openHttpSource(
  request: SourceRequest,
  settings: HttpSettings,
  now: number,
): Promise<SourceAnswer> {
  const answer = await ask(request, settings, now)
  if (answer.kind !== 'brokenRange') return answer
  const { source, signal, access } = request
  const whole = { source, signal, access, offset: 0, validator: undefined }
  const again = isRanged(request) ? await ask(whole, settings, now) : answer
  if (again.kind !== 'brokenRange') return again
  throw new SourceError('SERVER_ERROR', `${again.name} ${again.problem}`, { retryable: false })
}

async function ask(request: SourceRequest, settings: HttpSettings, now: number) {
  const answer = await sendRequest(request, rangeHeaders(request), settings)
  let isTaken = false
  try {
    const judged = judgeAnswer(answer, request, now)
    isTaken = judged.kind === 'bytes'
    return judged.kind === 'brokenRange' ? { ...judged, name: answer.name } : judged
  } finally {
    if (!isTaken) answer.body.destroy()
  }
}

/** `If-Range`: where the file has changed, all of it is to come. */
function rangeHeaders(request: SourceRequest): Record<string, string> {
  if (!isRanged(request)) return {}
  const { offset, end, validator } = request
  return {
    range: `bytes=${offset}-${end === undefined ? '' : end - 1}`,
    ...(validator !== undefined && { 'if-range': validator }),
  }
}
