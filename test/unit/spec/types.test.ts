/** The generated types take the examples: this file's point is that it compiles. */
import { expect, test } from 'vitest'
import rollback from '../../../spec/examples/messages/command.rollback-one-baseline.json' with {
  type: 'json',
}
import dryRun from '../../../spec/examples/messages/desiredState.dry-run.json' with { type: 'json' }
import bundles from '../../../spec/examples/messages/desiredState.software-and-firmware.json' with {
  type: 'json',
}
import baselines from '../../../spec/examples/messages/desiredState.two-baselines.json' with { type: 'json' }
import domains from '../../../spec/examples/messages/desiredState.two-domains.json' with { type: 'json' }
import question from '../../../spec/examples/messages/empty.question.json' with { type: 'json' }
import incomplete from '../../../spec/examples/messages/feedback.incomplete.json' with { type: 'json' }
import reboot from '../../../spec/examples/messages/feedback.reboot-required.json' with { type: 'json' }
import running from '../../../spec/examples/messages/feedback.running.json' with { type: 'json' }
import agent from '../../../spec/examples/messages/inventory.agent-with-capabilities.json' with {
  type: 'json',
}
import device from '../../../spec/examples/messages/inventory.device.json' with { type: 'json' }
import consent from '../../../spec/examples/messages/ownerConsent.update.json' with { type: 'json' }
import denied from '../../../spec/examples/messages/ownerConsentFeedback.update-denied.json' with {
  type: 'json',
}
import online from '../../../spec/examples/messages/presence.online.json' with { type: 'json' }
import waiting from '../../../spec/examples/messages/status.waiting-for-consent.json' with { type: 'json' }
import type { Message, MessageKind, Payloads } from '../../../spec/index.ts'

const examples: { [Kind in MessageKind]: Message<Payloads[Kind]>[] } = {
  desiredState: [domains, baselines, bundles, dryRun],
  command: [rollback],
  feedback: [running, reboot, incomplete],
  inventory: [device, agent],
  ownerConsent: [consent],
  ownerConsentFeedback: [denied],
  presence: [online],
  status: [waiting],
  empty: [question],
}

test('the types of all kinds take the examples', () => {
  for (const messages of Object.values(examples)) expect(messages).not.toEqual([])
})
