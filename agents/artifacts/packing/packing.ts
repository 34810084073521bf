/** How an artifact is packed. It is kept, addressed and verified as it came; whoever uses it reads it unpacked. */
export const packings = ['gzip', 'xz', 'zstd'] as const

export type Packing = (typeof packings)[number]

const endings: Record<string, Packing> = { '.gz': 'gzip', '.xz': 'xz', '.zst': 'zstd' }

const magics: [Packing, Buffer][] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
]

/** By the ending of a URL's path: `…/rootfs.img.zst?expires=…` is packed with zstd. */
export function packingOfSource(source: string): Packing | undefined {
  const { pathname } = new URL(source)
  return endings[pathname.slice(pathname.lastIndexOf('.'))]
}

/** By the first bytes of a file. */
export function packingOfContent(begin: Buffer): Packing | undefined {
  return magics.find(([, magic]) => begin.subarray(0, magic.length).equals(magic))?.[0]
}
