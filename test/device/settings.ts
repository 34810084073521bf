import type { UpConfig } from '../../spec/generated/config.ts'
import { hostAddress } from './machine.ts'

/** Which domains go first, unless a test says otherwise: software is switched by the new system. */
const firmwareFirst = [['firmware'], ['software']]

/** Configuration of `godwit up` on the device, whose broker listens on that port of the host. */
export function deviceSettings(brokerPort: number, order = firmwareFirst): UpConfig {
  // Neither syncs the disks nor asks any service to end: what must be kept is on the disk already.
  const rebootCommand = ['reboot', '-n', '-f']
  return {
    connection: { broker: `mqtt://${hostAddress}:${brokerPort}` },
    stateDir: '/data/godwit',
    manager: {
      order,
      rebootAfter: '1ms',
      rebootCommand,
      reportFeedbackInterval: '100ms',
      currentStateDelay: '100ms',
      phaseTimeout: '2m',
    },
    agents: {
      firmware: {
        slots: { rootfs: { a: '/dev/vda2', b: '/dev/vda3' } },
        bootControl: 'grub',
        grub: { environment: '/loader/grub/grubenv' },
        watchdog: { device: '/dev/watchdog' },
        rebootCommand,
        progressInterval: '100ms',
      },
      software: { installDir: '/data/apps', progressInterval: '100ms' },
    },
  }
}
