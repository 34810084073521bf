import path from 'node:path'

/** What the processes of a device share to take turns: inside the store, and no artifact. */
export function gateFolder(store: string): string {
  return path.join(store, 'gate')
}
