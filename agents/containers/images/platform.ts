/** Which of an index's images runs here. */
import type { ImageIndex, IndexEntry } from './manifest.ts'

/** As images name it: `linux`, `arm`, `v7`. */
export interface Platform {
  os: string
  architecture: string
  variant?: string
}

/** What the kernel calls a processor, and what images do. */
const processors: Record<string, Omit<Platform, 'os'>> = {
  x86_64: { architecture: 'amd64' },
  aarch64: { architecture: 'arm64', variant: 'v8' },
  armv8l: { architecture: 'arm', variant: 'v7' },
  armv7l: { architecture: 'arm', variant: 'v7' },
  armv6l: { architecture: 'arm', variant: 'v6' },
  armv5l: { architecture: 'arm', variant: 'v5' },
  armv5tel: { architecture: 'arm', variant: 'v5' },
  i386: { architecture: '386' },
  i686: { architecture: '386' },
  loongarch64: { architecture: 'loong64' },
}

/** The platform of an engine, from what it says of its machine. */
export function platformOf(os: string, machine: string): Platform {
  return { os, ...(processors[machine] ?? { architecture: machine }) }
}

export function platformText({ os, architecture, variant }: Platform): string {
  return `${os}/${architecture}${variant === undefined ? '' : `/${variant}`}`
}

/** The image for the platform: of its own variant, else of the highest lower one; undefined where there is none. */
export function choosePlatform({ manifests }: ImageIndex, wanted: Platform): IndexEntry | undefined {
  const fitting = manifests.filter(({ platform }) => platform && fits(platform, wanted))
  const rank = ({ platform }: IndexEntry) => variantOf(platform as Platform)
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0]
}

/** Whether what is built for the one runs on the other. */
export function fits(built: Platform, machine: Platform): boolean {
  const isSame = built.os === machine.os && built.architecture === machine.architecture
  return isSame && variantOf(built) <= variantOf(machine)
}

/** What is meant where an image, or an engine, does not say its variant. */
const silentVariants: Record<string, number> = { arm: 7, arm64: 8, amd64: 1 }

function variantOf({ architecture, variant }: Platform): number {
  const [, number] = /^v(\d+)$/.exec(variant ?? '') ?? []
  return number === undefined ? (silentVariants[architecture] ?? 0) : Number(number)
}
