/** Backups of volumes, by an agent that dies between any two steps on the file system. */
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, vi } from 'vitest'
import type { FolderNeed, Need } from '../../../../../agents/artifacts/artifacts.ts'
import type { ContainersDevice } from '../../../../../agents/containers/device.ts'
import {
  backUp,
  removeBackups,
  reserveBackups,
  restore,
} from '../../../../../agents/containers/volumes/backup.ts'
import type { StepContext } from '../../../../../agents/sdk/agent.ts'
import { systemClock } from '../../../../../platform/clock.ts'
import { test } from '../../../../support/fixture.ts'
import { recordLog } from '../../../../support/logging.ts'
import type { Scope } from '../../../../support/scope.ts'
import { temporaryFolder } from '../../../../support/temp.ts'

class Died extends Error {}

/** Steps on the file system that are still taken before the process dies. */
const life = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, step: () => {} }))

/** The real file system, until the process dies: then nothing is done any more. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<Record<string, (...words: unknown[]) => unknown>>()
  const names = ['mkdir', 'rename', 'rm', 'writeFile', 'readdir', 'access', 'readFile']
  const mortal = names.map((name) => [
    name,
    async (...words: unknown[]) => {
      // What the kernel counts is read beside the work, now and then.
      if (!String(words[0]).startsWith('/proc/')) life.step()
      return real[name]?.(...words)
    },
  ])
  return { ...real, ...Object.fromEntries(mortal) }
})
life.step = () => {
  life.left -= 1
  if (life.left < 0) throw new Died()
}

const subject = { component: 'app', volumes: ['one', 'two'] }
const asRoot = process.getuid?.() === 0

interface Fixture {
  backupDir: string
  folders: string[]
  needs: Map<string, number>
  device: ContainersDevice
  context: StepContext
  state(): Promise<string[][]>
  /** What a new container makes of the volumes. */
  spoil(): Promise<void>
}

async function volumes(scope: Scope): Promise<Fixture> {
  const root = await temporaryFolder(scope, 'volumes')
  const backupDir = join(root, 'backups')
  const folders = subject.volumes.map((name) => join(root, name))
  for (const folder of folders) await fill(folder)
  const inspectVolume = async (name: string) => ({
    driver: 'local',
    hasOptions: false,
    folder: join(root, name),
  })
  const needs = new Map<string, number>()
  const scratch = new Map<string, unknown>()
  const context = {
    ...{ activityId: 'campaign', bootId: 'boot', attempt: 1, log: recordLog(), progress: () => {} },
    signal: new AbortController().signal,
    scratch: {
      get: (key: string) => scratch.get(key),
      set: async (key: string, value: unknown) => void scratch.set(key, value),
    },
    artifacts: {
      reserve: async (all: Need[]) => {
        for (const { what, bytes } of all as FolderNeed[]) needs.set(what, bytes)
      },
    },
  } as unknown as StepContext
  const device = {
    ...{ settings: { backupDir }, engine: { inspectVolume }, clock: systemClock },
  } as unknown as ContainersDevice
  const state = () => Promise.all(folders.map((folder) => listing(folder)))
  const spoil = async () => {
    for (const folder of folders) {
      await writeFile(join(folder, 'file'), 'new')
      await rm(join(folder, 'link'), { force: true })
      await writeFile(join(folder, 'added'), '')
    }
  }
  return { backupDir, folders, needs, device, context, state, spoil }
}

async function fill(folder: string): Promise<void> {
  await mkdir(join(folder, 'sub'), { recursive: true })
  await writeFile(join(folder, 'file'), 'old', { mode: 0o640 })
  await link(join(folder, 'file'), join(folder, 'sub/same'))
  await symlink('/nowhere', join(folder, 'link'))
  await chown(join(folder, 'file'), 1_234, 4_321)
  await chmod(join(folder, 'sub'), 0o1770)
  await chmod(folder, 0o750)
  await chown(folder, 999, 999)
}

/** All that is in it, with all that counts of it. */
async function listing(folder: string): Promise<string[]> {
  const names = ['', ...(await readdir(folder, { recursive: true })).sort()]
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, name)
      const { mode, uid, gid, mtimeMs, nlink } = await lstat(file)
      const content =
        (await readFile(file, 'utf8').catch(() => undefined)) ?? (await readlink(file).catch(() => ''))
      const time = content === '' ? '' : Math.round(mtimeMs)
      return [name, mode.toString(8), uid, gid, time, nlink, content].join(' ')
    }),
  )
}

/** Runs the step again and again, each time one step further, until it survives. Returns how often it died. */
async function dyingEachTime(step: () => Promise<unknown>, whenDead: () => Promise<void>): Promise<number> {
  for (let deaths = 0; ; deaths += 1) {
    life.left = deaths
    try {
      await step()
      return deaths
    } catch (error) {
      // Whatever is made of a death on the way up, nothing was done after it.
      if (life.left >= 0) throw error
    } finally {
      life.left = Number.POSITIVE_INFINITY
    }
    await whenDead()
  }
}

describe.skipIf(!asRoot)('a backup of volumes (needs root)', () => {
  test('is put back with owners, modes, times and links, wherever the agent dies', async ({ scope }) => {
    const { device, context, state, spoil } = await volumes(scope)
    const before = await state()
    const untouched = async () => expect(await state()).toEqual(before)
    expect(await dyingEachTime(() => backUp(device, subject, context), untouched)).toBeGreaterThan(15)
    await spoil()
    expect(await state()).not.toEqual(before)
    expect(
      await dyingEachTime(
        () => restore(device, subject, context),
        async () => {},
      ),
    ).toBeGreaterThan(10)
    expect(await state()).toEqual(before)
  })

  test('is never made of what the new container has left', async ({ scope }) => {
    const { device, context, state, spoil } = await volumes(scope)
    const before = await state()
    await backUp(device, subject, context)
    await spoil()
    await backUp(device, subject, context)
    await restore(device, subject, context)
    expect(await state()).toEqual(before)
  })

  test('that is not complete is not put back', async ({ scope }) => {
    const { device, context, state, spoil } = await volumes(scope)
    for (let steps = 0; steps < 14; steps += 1) {
      const before = await state()
      life.left = steps
      await backUp(
        device,
        { ...subject, volumes: ['one'] },
        { ...context, activityId: `campaign ${steps}` },
      ).catch(() => {})
      life.left = Number.POSITIVE_INFINITY
      await restore(device, subject, { ...context, activityId: `campaign ${steps}` })
      expect(await state()).toEqual(before)
    }
    await spoil()
  })

  test('is put back once: then the volume is the old container’s again', async ({ scope }) => {
    const { device, context, state, spoil } = await volumes(scope)
    await backUp(device, subject, context)
    await restore(device, subject, context)
    await spoil()
    const after = await state()
    await restore(device, subject, context)
    expect(await state()).toEqual(after)
  })

  test('has its space set aside until it is taken, and goes with the operation', async ({ scope }) => {
    const { device, context, needs, backupDir } = await volumes(scope)
    await reserveBackups(device, subject, context)
    expect([...needs.values()].every((bytes) => bytes > 0)).toBe(true)
    await backUp(device, subject, context)
    expect([...needs.values()]).toEqual([0, 0])
    await backUp(device, subject, { ...context, activityId: 'another' })
    await removeBackups(device, 'ap', context, { stale: true })
    expect(await readdir(backupDir)).toHaveLength(2)
    await removeBackups(device, 'app', context, { stale: false })
    expect(await readdir(backupDir)).toHaveLength(1)
    await removeBackups(device, 'app', context, { stale: true })
    expect(await readdir(backupDir)).toEqual([])
  })

  test('that cannot be put back says where it is', async ({ scope }) => {
    const { device, context, folders, backupDir } = await volumes(scope)
    await backUp(device, subject, context)
    await rm(folders[0] as string, { recursive: true })
    await expect(restore(device, subject, context)).rejects.toMatchObject({
      code: 'ROLLBACK_FAILED',
      message: expect.stringContaining(backupDir),
    })
  })
})
