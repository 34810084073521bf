import { runProcess } from '../../../../platform/process/run.ts'
import { GodwitError } from '../../../../spec/index.ts'

/** What the firmware's boot manager keeps in its variables. Entries go by their number: four hexadecimal digits. */
export interface BootManagerState {
  /** The entry that the running system was booted by. */
  current: string | undefined
  /** The entry of the next boot alone; the firmware takes it away when it boots it. */
  next: string | undefined
  order: string[]
  entries: BootEntry[]
}

export interface BootEntry {
  number: string
  label: string
  /** The firmware passes over others. */
  active: boolean
}

export interface BootManager {
  read(): Promise<BootManagerState>
  setNext(number: string): Promise<void>
  clearNext(): Promise<void>
  setOrder(numbers: string[]): Promise<void>
}

const timeoutMs = 30_000

/** The boot manager by the program efibootmgr. All methods reject with BOOT_CONTROL_FAILED. */
export function efibootmgr(program = 'efibootmgr'): BootManager {
  const call = (...args: string[]) => run([program, ...args])
  return {
    read: async () => parseBootManager(await call()),
    setNext: async (number) => void (await call('--quiet', '--bootnext', number)),
    clearNext: async () => void (await call('--quiet', '--delete-bootnext')),
    setOrder: async (numbers) => void (await call('--quiet', '--bootorder', numbers.join(','))),
  }
}

/** The output of efibootmgr; versions from 18 on print the device path behind a tab. Other lines are passed over. */
export function parseBootManager(lines: string[]): BootManagerState {
  const value = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
      .trim()
      .toUpperCase()
  const entries = lines.flatMap((line): BootEntry[] => {
    const [, number, mark, label = ''] = /^Boot([\dA-Fa-f]{4})([* ])\s*([^\t]*)/.exec(line) ?? []
    return number ? [{ number: number.toUpperCase(), label: label.trimEnd(), active: mark === '*' }] : []
  })
  const order = (value('BootOrder') ?? '').split(',').filter(Boolean)
  return { current: value('BootCurrent'), next: value('BootNext'), order, entries }
}

async function run(command: string[]): Promise<string[]> {
  const lines: string[] = []
  const failed = (what: string, cause?: unknown) =>
    new GodwitError('BOOT_CONTROL_FAILED', `${command.join(' ')} ${what}`, { cause })
  const result = await runProcess(command, { timeoutMs, onLine: (line) => lines.push(line) }).catch(
    (cause) => {
      throw failed(`is not possible: ${cause.message}`, cause)
    },
  )
  if (result.exitCode === 0) return lines
  if (result.timedOut) throw failed(`took longer than ${timeoutMs} ms`)
  throw failed(`ended with ${result.signal ?? `status ${result.exitCode}`}: ${lines.join('; ')}`)
}
