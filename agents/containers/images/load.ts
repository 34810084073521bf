/** Hands an image over to an engine, and looks at what has become of it. */
import { shareText } from '../../../platform/bytes.ts'
import type { Engine } from '../engine/engine.ts'
import { archiveOf, archiveSize } from './archive.ts'
import { imageEntries, type StoredImage } from './image-archive.ts'

export interface LoadOptions {
  /** What the engine is to call it: `repository:tag`. */
  name: string
  signal: AbortSignal
  onProgress(share: number, message: string): void
}

/** Rejects with ENGINE_FAILED, ENGINE_UNAVAILABLE, INTEGRITY_MISMATCH (a file of the store is damaged), or the signal's reason. */
export async function loadStoredImage(
  image: StoredImage,
  engine: Pick<Engine, 'loadImage'>,
  { name, signal, onProgress }: LoadOptions,
): Promise<void> {
  const broken = new AbortController()
  const either = AbortSignal.any([signal, broken.signal])
  const entries = imageEntries(image, name, either)
  const total = archiveSize(entries)
  let sent = 0
  const archive = archiveOf(entries, (bytes) => {
    sent += bytes
    onProgress(sent / total, `handed ${shareText(sent, total)} over to the engine`)
  })
  archive.on('error', (error) => broken.abort(error))
  try {
    await engine.loadImage(archive, { signal: either, onProgress: () => {} })
  } catch (error) {
    either.throwIfAborted()
    throw error
  } finally {
    archive.destroy()
  }
}
