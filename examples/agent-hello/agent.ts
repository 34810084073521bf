/** Keeps greetings: each component is one text in a folder. `hello` is a link to the version in use, `hello@2`. */
import { copyFile, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import { type ArtifactDescription, fetchArtifact, type PlannedAction, runAgent } from 'godwit/agent'

const folder = process.env.HELLO_FOLDER ?? '/var/lib/hello'
await mkdir(folder, { recursive: true })

const installed = async (id: string) =>
  (await readlink(`${folder}/${id}`).catch(() => '@')).split('@')[1] ?? ''
const detailOf = ({ detail }: PlannedAction) => detail as { artifact: ArtifactDescription; previous: string }

/** At once: there is always a greeting. */
async function use(id: string, version: string): Promise<void> {
  await rm(`${folder}/.${id}`, { force: true })
  await symlink(`${id}@${version}`, `${folder}/.${id}`)
  await rename(`${folder}/.${id}`, `${folder}/${id}`)
}

await runAgent({
  domain: 'hello',
  name: 'Greeter',
  version: '1.0.0',
  async inventory() {
    const ids = (await readdir(folder)).filter((name) => /^[^.@]+$/.test(name))
    return { softwareNodes: await Promise.all(ids.map(async (id) => ({ id, version: await installed(id) }))) }
  },
  async identify({ components = [] }, { artifacts }) {
    const plan = components.map(async ({ id, version = '', config = [] }) => {
      const detail = { artifact: artifacts.describe(config), previous: await installed(id) }
      return detail.previous === version ? [] : [{ component: { id, version }, detail }]
    })
    return (await Promise.all(plan)).flat()
  },
  async download(action, context) {
    await fetchArtifact(detailOf(action).artifact, context)
  },
  async update(action, { artifacts, signal }) {
    const { id, version } = action.component
    const text = await artifacts.fetch(detailOf(action).artifact, { signal }) // it is there already
    await copyFile(text.path, `${folder}/${id}@${version}`)
  },
  async activate({ component: { id, version } }) {
    await use(id, version)
  },
  async rollback(action) {
    const { previous } = detailOf(action)
    const { id } = action.component
    await (previous ? use(id, previous) : rm(`${folder}/${id}`, { force: true }))
  },
  async cleanup(action, { outcome }) {
    const { previous } = detailOf(action)
    const { id, version } = action.component
    await rm(`${folder}/${id}@${outcome === 'committed' ? previous : version}`, { force: true })
  },
})
