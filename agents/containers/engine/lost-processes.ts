/**
 * Processes of a container that its engine knows nothing of.
 *
 * Docker that is killed while it starts a container takes it, when it comes back, for one that was never started, while its
 * processes are there and perhaps at work. It can neither start it nor end it then; when it has removed it they are nobody's.
 * They are known by their control group, whose name has the container's id in it (`/docker/<id>`, `docker-<id>.scope`).
 */
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const isId = /^[0-9a-f]{64}$/
const looks = 50
const pauseMs = 100

/**
 * SIGKILL to the processes of a container that was removed. Resolves when they are gone, or after 5 s. Finds none where the
 * engine's processes cannot be seen.
 */
export async function endProcessesOf(id: string): Promise<void> {
  if (!isId.test(id)) return
  const found = await processesOf(id)
  for (const pid of found) kill(pid)
  for (let look = 0; found.length > 0 && look < looks; look += 1) {
    if ((await processesOf(id)).length === 0) return
    await sleep(pauseMs)
  }
}

async function processesOf(id: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const groups = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')))
  const isOurs = (_: string, index: number) =>
    groups[index]?.includes(`/${id}`) || groups[index]?.includes(`docker-${id}`)
  return pids.filter(isOurs).map(Number)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
