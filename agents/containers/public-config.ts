/** What the inventory may tell of a component's configuration: what is known to be no secret. */
import { redactText } from '../../platform/redact.ts'
import type { KeyValue } from '../../spec/index.ts'
import { sourceName } from '../artifacts/sources/source-name.ts'
import { isRuleKey } from './spec/activation-rules.ts'
import { isSpecKey } from './spec/container-spec.ts'

/** Of these the name is told, and not the value. */
const named = ['env', 'label']
/** Of these nothing is told. */
const silent = ['secret', 'securityOpt']

const hidden = '[redacted]'
const secretName = '(?:passw|passphrase|token|secret|credential|api.?key|private.?key)'
/** `--password hunter2`, `TOKEN=…`, also in the middle of a command. */
const secretArgument = new RegExp(`(\\S{0,64}${secretName}[\\w.-]{0,64}(?:[=:]|\\s+))(?![&|;<>])\\S+`, 'gi')
/** An argument that the next one belongs to. */
const secretFlag = new RegExp(`^-\\S{0,64}${secretName}[\\w.-]{0,64}$`, 'i')

export function publicConfig(config: KeyValue[]): KeyValue[] {
  return config.flatMap(({ key, value = '' }, index) => {
    if (silent.includes(key)) return []
    if (key === 'archive') return URL.canParse(value) ? [{ key, value: sourceName(value) }] : []
    if (named.includes(key)) return [{ key, value: value.split('=')[0] ?? '' }]
    if (!isSpecKey(key) && !isRuleKey(key)) return []
    const before = config[index - 1]
    const isSecret = before?.key === key && secretFlag.test(before.value ?? '')
    return [{ key, value: isSecret ? hidden : redactText(value).replace(secretArgument, `$1${hidden}`) }]
  })
}
