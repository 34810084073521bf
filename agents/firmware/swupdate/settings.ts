import type { Slot } from '../boot/boot-control.ts'

/** How SWUpdate is set up on the device. */
export interface SwupdateSettings {
  /** For each slot the selection `<software>,<mode>` whose images go into it, as in `stable,copy1`. */
  selections: Readonly<Record<Slot, string>>
  /** The daemon's configuration file, by which packages are checked, too: its key, its certificates. */
  configFile: string
  /** The device's `<board>:<revision>`; without it, SWUpdate's own file tells. */
  hardware?: string | undefined
  /** Folder of the daemon's sockets, `sockinstctrl` and `swupdateprog`. */
  socketFolder: string
  /** SWUpdate's programs, as words of a command. */
  programs: Readonly<Record<SwupdateProgram, readonly string[]>>
}

type SwupdateProgram = 'swupdate' | 'client' | 'progress'
