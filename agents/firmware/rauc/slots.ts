/** RAUC's slots, as its service tells of them. */

export interface RaucSlot {
  name: string
  /** Slots of one class take the same image. */
  class: string
  /** The bootable slot that this one belongs to; a bootable one belongs to none. */
  parent?: string
  /** What the boot loader calls it; only bootable slots have one. */
  bootName?: string
  device: string
  booted: boolean
  /** Whether the boot loader boots it; undefined where RAUC cannot tell. */
  bootable?: boolean
  /** How the last installation ended, `ok` or in other words. RAUC 1.8 does not touch it before the end. */
  status?: string
  /** Of the image that was installed last: SHA-256 in hexadecimal, as in the bundle's manifest. */
  sha256?: string
  bundleVersion?: string
  bundleBuild?: string
  /** ISO 8601. */
  installedAt?: string
  /** Completed installations in the slot's life. */
  installs: number
  activatedAt?: string
  activations: number
}

/** The answer of GetSlotStatus, `a(sa{sv})`, by name. */
export function readSlots(answer: unknown): RaucSlot[] {
  const slots = (answer as [string, Record<string, unknown>][]).map(([name, values]) =>
    readSlot(name, values),
  )
  return slots.sort((one, other) => (one.name < other.name ? -1 : 1))
}

function readSlot(name: string, values: Record<string, unknown>): RaucSlot {
  const text = (key: string) => (values[key] === undefined ? undefined : String(values[key]))
  const optional = {
    parent: text('parent'),
    bootName: text('bootname'),
    bootable: values['boot-status'] === undefined ? undefined : values['boot-status'] === 'good',
    status: text('status'),
    sha256: text('sha256'),
    bundleVersion: text('bundle.version'),
    bundleBuild: text('bundle.build'),
    installedAt: text('installed.timestamp'),
    activatedAt: text('activated.timestamp'),
  }
  return {
    name,
    class: text('class') ?? '',
    device: text('device') ?? '',
    booted: values.state === 'booted',
    installs: Number(values['installed.count'] ?? 0),
    activations: Number(values['activated.count'] ?? 0),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<RaucSlot>),
  }
}
