/**
 * For boot loaders that take a try for each boot, also of a system that has been committed long ago, as RAUC's boot
 * scripts do: after each boot they have to be told that all is well, or the device changes its slot by itself some day.
 *
 * Invariant: what has not been committed is not marked good here. A trial has a record, but for the moment between the
 * switch and its note; so while an operation is at work only its own steps, which know where they stand, may mark.
 */
import type { Timer } from '../../../platform/clock.ts'
import type { BootedSlot } from '../boot/boot-control.ts'
import type { FirmwareDevice } from '../device.ts'

/** Before it is looked again, while an operation is at work, or after the boot loader could not be asked. */
const againMs = 30_000

/** Marks the running slot good once in each start of the agent, as soon as that is known to be right. */
export function watchRunningSlot(device: FirmwareDevice, isBusy: () => boolean): () => void {
  const { bootControl, clock, log } = device
  if (!bootControl.countsEveryBoot) return () => {}
  let timer: Timer | undefined
  let stopped = false
  const again = () => {
    if (!stopped) timer = clock.after(againMs, look)
  }
  const look = () => {
    if (isBusy()) return again()
    void keepCommitted(device).catch((error: unknown) => {
      log.error({ error }, 'the running slot is not marked good; tried again soon')
      again()
    })
  }
  look()
  return () => {
    stopped = true
    timer?.cancel()
  }
}

/**
 * Marks that slot good if the device runs from it: for steps that know that it is the one to go back to. Also where it is
 * said to be good: that may mean no more than that it has a try left.
 */
export async function keepGood({ bootControl }: FirmwareDevice, slot: BootedSlot): Promise<void> {
  if (!bootControl.countsEveryBoot || slot === 'rescue') return
  if ((await bootControl.getCurrent()) !== slot) return
  await bootControl.setState(slot, 'good')
}

function keepCommitted(device: FirmwareDevice): Promise<void> {
  return device.serially(async () => {
    const { trial } = await device.records.read()
    const current = await device.bootControl.getCurrent()
    if (current !== trial?.to) await keepGood(device, current)
  })
}
