/** What the inventory may tell of a component's configuration: what is known to be no secret. */
import { redactText } from '../../platform/redact.ts'
import type { KeyValue } from '../../spec/index.ts'
import { sourceName } from '../artifacts/sources/source-name.ts'
import { isRuleKey } from './spec/activation-rules.ts'
import { isSpecKey } from './spec/container-spec.ts'

/** Of these the name is told, and not the value. */
const named = ['env', 'label']

export function publicConfig(config: KeyValue[]): KeyValue[] {
  return config.flatMap(({ key, value = '' }) => {
    if (key === 'secret' || key === 'securityOpt') return []
    if (key === 'archive') return URL.canParse(value) ? [{ key, value: sourceName(value) }] : []
    if (named.includes(key)) return [{ key, value: value.split('=')[0] ?? '' }]
    return isSpecKey(key) || isRuleKey(key) ? [{ key, value: redactText(value) }] : []
  })
}
