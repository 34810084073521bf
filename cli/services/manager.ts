import {
  createManager,
  managerSettings,
  openAuditLog,
  type Rebooting,
  rebootHookMs,
} from '../../manager/index.ts'
import { createFileStore } from '../../platform/store/file-store.ts'
import type { ManagerConfig } from '../../spec/generated/config.ts'
import { configured } from '../errors.ts'
import { auditFile, auditHeads } from './audit.ts'
import { openBus } from './bus.ts'
import { lockState } from './lock.ts'
import { askBy, rebootBy } from './reboot.ts'
import { farewellMs, type Service, type Surroundings, stateDirOf } from './service.ts'

/** Starts the update manager. Fails where another process manages the same state folder. */
export async function startManager(config: ManagerConfig, around: Surroundings): Promise<Service> {
  const { connection = {}, topicPrefix } = config
  const stateDir = stateDirOf(config)
  const settings = managerSettings(config)
  const rebooting = configured(() => rebootingOf(config, around))
  const bus = configured(() => openBus({ connection, domain: settings.domain, topicPrefix }, around))
  const lock = await lockState(stateDir, 'manager')
  const store = createFileStore(stateDir, around)
  const audit = await openAuditLog(auditFile(stateDir), { ...around, heads: auditHeads(store) })
  const manager = createManager(settings, { ...around, bus, store, audit, rebooting })
  await manager.start()
  return {
    ready: () => bus.ready(),
    stop: async () => {
      await manager.stop()
      await bus.close(farewellMs)
      lock.release()
    },
  }
}

function rebootingOf(
  { rebootCommand, rebootFallback, rebootHook }: ManagerConfig,
  around: Surroundings,
): Rebooting {
  const reboot = rebootBy(rebootCommand, rebootFallback)
  return rebootHook === undefined ? { reboot } : { reboot, ask: askBy(rebootHook, rebootHookMs, around) }
}
