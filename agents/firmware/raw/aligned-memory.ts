/**
 * Buffers that begin at a page of memory, as transfers past the page cache need them.
 *
 * Node does not say where a buffer lies, and most lie a few bytes behind the begin of a page. The memory of WebAssembly
 * begins at one: engines protect its ends by the pages. Where there is none to be had, plain buffers have to do; a slot is
 * opened with the cache then (`openSlot` finds out).
 */

/** What is needed of it; the compiler knows it of browsers alone. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number }) => { buffer: ArrayBuffer }
}

const wasmPage = 64 * 1024

/** That many buffers of that many bytes, which are a multiple of a page. Filled with zeros. */
export function alignedBuffers(count: number, size: number): Buffer[] {
  const memory = allocate(count * size)
  return Array.from({ length: count }, (_, index) => memory.subarray(index * size, (index + 1) * size))
}

function allocate(bytes: number): Buffer {
  const pages = Math.ceil(bytes / wasmPage)
  try {
    return Buffer.from(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer)
  } catch {
    return Buffer.alloc(bytes)
  }
}
