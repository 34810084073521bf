import type { FirmwareDevice } from '../device.ts'

/**
 * After a start in the middle of a campaign, or of the trial that it has left, the watchdog is armed again at once: whoever
 * armed it before may have been killed, and nobody else keeps it quiet; and a new system whose agent hangs is reset.
 * What it answers ends that: an agent that stops during a trial leaves the watchdog armed, for one that does not come
 * back; otherwise it disarms it, since nobody wants a machine reset for a service that was stopped.
 */
export function guardByWatchdog(
  { records, watchdog, log }: FirmwareDevice,
  isBusy: () => boolean,
): () => void {
  const onTrial = async () => (await records.read()).trial !== undefined
  const begin = async () => {
    if (isBusy() || (await onTrial())) await watchdog.arm()
  }
  const end = async () => {
    if (await onTrial()) await watchdog.leave()
    else await watchdog.disarm()
  }
  const tell = (error: unknown) => log.error({ error }, 'the watchdog does not guard the trial')
  const begun = begin().catch(tell)
  return () => void begun.then(end).catch(tell)
}
