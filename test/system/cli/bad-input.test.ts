import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newScope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { runCli } from './run.ts'

const scope = newScope()
let folder = ''

const files: Record<string, string> = {
  'good.json': '{"domains":[{"id":"software","components":[{"id":"app","version":"2"}]}]}',
  'empty.json': '',
  'torn.json': '{"domains": [\n  {"id": "software",',
  'list.json': '[]',
  'no-domains.json': '{"domains":[]}',
  'wrong-type.json': '{"domains":[{"id":"software","components":[{"id":"app","version":2}]}]}',
  'wrong-in-envelope.json': '{"activityId":"a","payload":{"domains":[{"components":[]}]}}',
  'unknown-domain.json': '{"domains":[{"id":"a"}],"baselines":[{"title":"t","components":["b:c"]}]}',
  'unknown-key.config.json': '{"phaseTimout":"5m"}',
  'bad-value.config.json': '{"connection":{"keepAlive":"soon"}}',
  'bad-url.config.json': '{"connection":{"broker":"http://localhost"}}',
  'torn.config.json': '{"connection":',
  'things.config.json': '{"thingsEnabled":true}',
  'bad-reboot.config.json': '{"rebootCommand":"sh -c \'reboot"}',
}

beforeAll(async () => {
  folder = await temporaryFolder(scope, 'cli')
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  await mkdir(join(folder, 'a-folder'))
})
afterAll(() => scope.release())

/** Words of the command, and what the one line on standard error has to name. */
const cases: [string, RegExp][] = [
  ['aply good.json', /unknown command 'aply'.*apply/],
  ['--frobnicate', /unknown option '--frobnicate'/],
  ['validate', /missing required argument 'file'/],
  ['validate none.json', /there is no none\.json/],
  ['validate a-folder', /a-folder is a folder, not a file/],
  ['validate empty.json', /empty\.json: is empty/],
  ['validate torn.json', /torn\.json: is not valid JSON \(line 2 column 21\)/],
  ['validate list.json', /list\.json: the document: must be an object/],
  ['validate no-domains.json', /no-domains\.json: domains: names no domain/],
  ['validate wrong-type.json', /wrong-type\.json: domains\[0\]\.components\[0\]\.version: must be a string/],
  ['validate wrong-in-envelope.json', /wrong-in-envelope\.json: payload\.domains\[0\]\.id: required/],
  ['validate unknown-domain.json', /unknown-domain\.json: baselines\[0\]\.components: "b:c" is of no domain/],
  ['validate good.json more.json', /too many arguments for 'validate'/],
  ['apply torn.json', /torn\.json: is not valid JSON/],
  ['apply good.json --broker', /option '--broker <text>' argument missing/],
  ['apply good.json --broker ftp://localhost', /"ftp:\/\/localhost" is not a broker's URL/],
  ['apply good.json --broker mqtt://me:secret@', /"mqtt:\/\/" is not a broker's URL/],
  ['apply good.json --config none.json', /none\.json: there is no such file/],
  ['apply good.json --config torn.config.json', /torn\.config\.json:1:15: is not JSON/],
  [
    'apply good.json --config unknown-key.config.json',
    /unknown-key\.config\.json: phaseTimout is unknown; did you mean phaseTimeout/,
  ],
  ['apply good.json --config bad-url.config.json', /"http:\/\/localhost" is not a broker's URL/],
  ['plan list.json', /list\.json: the document: must be an object/],
  [
    'plan good.json --mqtt-conn-keep-alive soon',
    /--mqtt-conn-keep-alive: connection\.keepAlive must be a duration.*"soon"/,
  ],
  ['state --timeout soon', /'--timeout <duration>' argument 'soon' is invalid/],
  ['state extra', /too many arguments for 'state'/],
  ['history --limit 3', /unknown option '--limit'/],
  ['why --config bad-value.config.json', /bad-value\.config\.json: connection\.keepAlive must be a duration/],
  ['cancel', /missing required argument 'id'/],
  ['pause', /missing required argument 'id'/],
  ['resume', /missing required argument 'id'/],
  ['follow', /missing required argument 'id'/],
  ['audit verify --sate-dir x', /unknown option '--sate-dir'.*--state-dir/],
  ['audit verify --config unknown-key.config.json', /phaseTimout is unknown/],
  ['manager --config unknown-key.config.json', /phaseTimout is unknown; did you mean phaseTimeout/],
  ['manager --config things.config.json', /things\.config\.json: thingsEnabled/],
  ['manager --config bad-reboot.config.json', /quote that is not closed/],
  ['manager -phase-timeout soon', /--phase-timeout: phaseTimeout must be a duration.*"soon"/],
  ['manager -domains a,b -b-read-timeout soon', /agents\.b\.readTimeout must be a duration/],
  ['manager --reboot-enabled perhaps', /rebootEnabled must be true or false, not "perhaps"/],
  ['manager --when-busy panic', /whenBusy must be one of supersede, queue, reject/],
  ['manager --broker nowhere', /"nowhere" is not a broker's URL/],
  ['agent', /software/],
  ['agent toaster', /unknown command 'toaster'/],
  ['artifacts lst', /unknown command 'lst'.*list/],
  ['artifacts import nowhere', /there is no nowhere/],
  ['bundle inpsect x', /unknown command 'inpsect'.*inspect/],
  ['bundle inspect nowhere', /there is no nowhere/],
  ['bundle create nowhere --id a --version 1', /there is no nowhere/],
  ['bundle create . --id a --version 1 --output ../nowhere/a.tar', /there is no folder \.\.\/nowhere/],
  ['agent containers --engine-socket docker.sock', /engineSocket must match/],
  ['agent firmware', /slots is missing/],
  ['agent software --hook-timeout soon', /hookTimeout must be a duration/],
  ['up --embedded-broker-port many', /embeddedBroker\.port must be a number/],
  ['up --config unknown-key.config.json', /phaseTimout is unknown/],
  ['version --jsn', /unknown option '--jsn'.*--json/],
]

describe.concurrent('bad input', () => {
  test.each(cases)('godwit %s', async (words, names) => {
    const { code, stdout, stderr } = await runCli(words.split(' '), { cwd: folder })
    expect(stderr).toMatch(names)
    expect(stderr).not.toMatch(/\n\s+at |node:internal|secret/)
    if (words !== 'agent') expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  test('without any word the help is shown, as an error', async () => {
    const { code, stderr } = await runCli([])
    expect(stderr).toMatch(/^Usage: godwit/)
    expect(code).toBe(2)
  })

  test('a bad environment variable is named', async () => {
    const { code, stderr } = await runCli(['manager'], { env: { GODWIT_PHASE_TIMEOUT: 'soon' } })
    expect(stderr).toMatch(/environment variable GODWIT_PHASE_TIMEOUT: phaseTimeout must be a duration/)
    expect(code).toBe(2)
  })

  test('a document on standard input is named so', async () => {
    const { code, stderr } = await runCli(['validate', '-'], { input: '{' })
    expect(stderr).toMatch(/^godwit: standard input: is not valid JSON/)
    expect(code).toBe(2)
  })
})
