/** The part of RAUC's `system.conf` that Godwit depends on. RAUC's service does not tell it. */
import { readFile } from 'node:fs/promises'
import { GodwitError } from '../../../spec/index.ts'

/** https://rauc.readthedocs.io/en/latest/reference.html#system-configuration-file: the first that is there. */
const usualPlaces = ['/etc/rauc/system.conf', '/run/rauc/system.conf', '/usr/lib/rauc/system.conf']

/**
 * Refuses, with SLOT_WRITE_FAILED, a RAUC that would switch to a slot by itself, or that trusts its slot status too far.
 * Where the file cannot be read, as in a container, nothing is known and nothing refused.
 */
export async function assertNoSwitch(path: string | undefined): Promise<void> {
  for (const place of path === undefined ? usualPlaces : [path]) {
    const text = await readFile(place, 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const problem = problemIn(text, place)
    if (problem === undefined) return
    throw new GodwitError('SLOT_WRITE_FAILED', problem)
  }
}

function problemIn(text: string, path: string): string | undefined {
  const groups = parseKeyFile(text)
  if (!isFalse(groups.get('system')?.get('activate-installed'))) {
    return `${path} must have activate-installed=false in [system], or RAUC switches to the new slot before all else is ready`
  }
  for (const [group, keys] of groups) {
    if (!group.startsWith('slot.') || !isFalse(keys.get('install-same'))) continue
    return `${path} must not have install-same=false in [${group}]: after a crash RAUC would take a half-written slot for a good one`
  }
  return undefined
}

/** GLib's booleans: `true`, `false`, `1`, `0`. */
const isFalse = (value: string | undefined) => value === 'false' || value === '0'

/** A GLib key file: groups of keys. */
function parseKeyFile(text: string): Map<string, Map<string, string>> {
  const groups = new Map<string, Map<string, string>>()
  let keys = new Map<string, string>()
  for (const line of text.split('\n').map((line) => line.trim())) {
    const [, group] = /^\[(.+)\]$/.exec(line) ?? []
    if (group !== undefined) {
      keys = groups.get(group) ?? new Map()
      groups.set(group, keys)
    }
    const [, key, value] = /^([^#=]+?)\s*=\s*(.*)$/.exec(line) ?? []
    if (group === undefined && key !== undefined && value !== undefined) keys.set(key, value)
  }
  return groups
}
