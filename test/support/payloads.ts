/** What a device installs in tests: images, and bundles whose hooks write down what they do, or wait to be let go. */
import { randomBytes } from 'node:crypto'
import ssri from 'ssri'
import type { DesiredComponent } from '../../spec/index.ts'
import { artifactConfig, type HookName, makeBundle } from './bundle.ts'
import { type Device, holdScript } from './whole-device.ts'

const mebibyte = 1024 * 1024

/** An image of 2 MiB whose first line is `image VERSION`, as the artifact `rootfs`. */
export function serveImage({ artifacts }: Device, version: string): DesiredComponent {
  const label = Buffer.from(`image ${version}\n`)
  const image = Buffer.concat([label, randomBytes(2 * mebibyte)])
  artifacts.put('rootfs', image)
  const integrity = String(ssri.fromData(image, { algorithms: ['sha256'] }))
  const config = artifactConfig({ file: '', integrity, size: image.length }, artifacts.url('rootfs'))
  return { id: 'rootfs', version, config }
}

/** A bundle of 2 MiB of the component `app`, as the artifact `name`. Version 3 of it is not healthy in slot b. */
export async function serveSoftware(
  { artifacts, folder }: Device,
  name: string,
  version: string,
): Promise<DesiredComponent> {
  const bundle = await makeBundle(folder, {
    files: { payload: randomBytes(2 * mebibyte) },
    hooks: Object.fromEntries(hookNames.map((hook) => [hook, hookScript(folder, hook, version)])),
    gzip: false,
  })
  artifacts.put(name, bundle.file)
  return { id: 'app', version, config: artifactConfig(bundle, artifacts.url(name)) }
}

const hookNames: HookName[] = ['install', 'activate', 'verify', 'rollback', 'remove']

/** Writes down that it began and that it ended. */
function hookScript(folder: string, hook: HookName, version: string): string {
  const isUnhealthy = hook === 'verify' && version === '3'
  return [
    holdScript(folder),
    `echo "begin ${hook} $GODWIT_VERSION" >>"$D/hooks.log"`,
    `hold "${hook}-$GODWIT_VERSION"`,
    ...(isUnhealthy ? ['if [ "$(cat "$D/device/current")" = b ]; then exit 1; fi'] : []),
    `echo "end ${hook} $GODWIT_VERSION" >>"$D/hooks.log"`,
  ].join('\n')
}
