import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxMessageBytes } from '../../../spec/decode/json.ts'
import { decode, encode, kindOf, type MessageKind } from '../../../spec/index.ts'

const kinds: MessageKind[] = [...new Set(Object.values(kindOf))]

function bytes(message: unknown): Uint8Array {
  return new TextEncoder().encode(typeof message === 'string' ? message : JSON.stringify(message))
}

/** Feedback with this payload, decoded. */
function feedback(payload: unknown) {
  return decode('feedback', bytes({ activityId: 'a', timestamp: 1, payload }))
}

describe('the envelope', () => {
  test('may come without activityId and timestamp', () => {
    expect(decode('command', bytes({ payload: { command: 'UPDATE' } }))).toEqual({
      ok: true,
      message: { activityId: '', timestamp: 0, payload: { command: 'UPDATE' } },
    })
  })

  test.each([-1, 1e300, '2026-01-01', null, true, {}])('takes the timestamp %j as none', (timestamp) => {
    expect(decode('empty', bytes({ activityId: 'a', timestamp }))).toMatchObject({
      message: { timestamp: 0 },
    })
  })

  test('rounds a fractional timestamp', () => {
    expect(decode('empty', bytes({ timestamp: 12.5 }))).toMatchObject({ message: { timestamp: 13 } })
  })

  test('must hold an activityId that is a string', () => {
    expect(decode('empty', bytes({ activityId: 7 }))).toEqual({
      ok: false,
      path: 'activityId',
      problem: 'must be a string',
    })
  })

  test('needs no payload where the topic needs none', () => {
    for (const payload of [undefined, null, {}, 'x']) {
      expect(decode('empty', bytes({ activityId: 'a', payload }))).toMatchObject({
        message: { payload: null },
      })
    }
  })

  test('may ask for verified answers', () => {
    expect(decode('empty', bytes({ activityId: 'a', payload: { verify: true, more: 1 } }))).toMatchObject({
      message: { payload: { verify: true } },
    })
    expect(decode('empty', bytes({ activityId: 'a', payload: { verify: 'no' } }))).toMatchObject({
      message: { payload: null },
    })
  })

  test('must have a payload everywhere else', () => {
    for (const payload of [undefined, null]) {
      expect(decode('inventory', bytes({ activityId: 'a', payload }))).toEqual({
        ok: false,
        activityId: 'a',
        path: 'payload',
        problem: 'required',
      })
    }
  })
})

describe('what is not a message', () => {
  test.each([
    ['', 'is empty'],
    ['{"activityId":"secret"', 'is not valid JSON at position 22'],
    ['secret', 'is not valid JSON'],
    ['[]', 'must be an object'],
    ['null', 'must be an object'],
    ['"text"', 'must be an object'],
  ])('%j is refused: it %s', (text, problem) => {
    expect(decode('feedback', bytes(text))).toEqual({ ok: false, path: 'message', problem })
  })

  test('is refused by its size before it is parsed', () => {
    const result = decode('feedback', new Uint8Array(maxMessageBytes + 1))
    expect(result).toMatchObject({ path: 'message', problem: expect.stringContaining('too large') })
  })

  test('is refused without an overflow, however deep it is nested', () => {
    const depth = maxMessageBytes / 2 - 50
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(decode('feedback', bytes(nested)).ok).toBe(false)
    expect(decode('feedback', bytes(`{"payload":{"status":${nested}}}`))).toMatchObject({
      path: 'payload.status',
    })
    expect(decode('feedback', bytes(`{"payload":{"status":"RUNNING","x":${nested}}}`)).ok).toBe(true)
  })
})

describe('canonical form', () => {
  test('keys match in any case', () => {
    const message = {
      ActivityID: 'a',
      PAYLOAD: { Status: 'RUNNING', ACTIONS: [{ Component: { ID: 'c:x' } }] },
    }
    expect(decode('feedback', bytes(message))).toMatchObject({
      message: { activityId: 'a', payload: { status: 'RUNNING', actions: [{ component: { id: 'c:x' } }] } },
    })
  })

  test('the exact key wins over one in another case, wherever it stands', () => {
    expect(feedback({ status: 'RUNNING', Status: 'COMPLETED' })).toMatchObject({
      message: { payload: { status: 'RUNNING' } },
    })
    expect(feedback({ Status: 'COMPLETED', status: 'RUNNING' })).toMatchObject({
      message: { payload: { status: 'RUNNING' } },
    })
  })

  test('null properties and null list entries are as good as absent', () => {
    const payload = {
      status: 'RUNNING',
      message: null,
      actions: [null, { component: { id: 'c:x', version: null } }],
    }
    expect(feedback(payload)).toEqual({
      ok: true,
      message: {
        activityId: 'a',
        timestamp: 1,
        payload: { status: 'RUNNING', actions: [{ component: { id: 'c:x' } }] },
      },
    })
  })

  test('unknown fields are dropped', () => {
    expect(feedback({ status: 'RUNNING', later: { addition: true } })).toMatchObject({
      message: { payload: { status: 'RUNNING' } },
    })
  })

  test('a key `__proto__` changes nothing', () => {
    const text = '{"__proto__":{"activityId":"x"},"payload":{"status":"RUNNING","__proto__":{"message":"x"}}}'
    const decoded = decode('feedback', bytes(text))
    expect(decoded).toEqual({
      ok: true,
      message: { activityId: '', timestamp: 0, payload: { status: 'RUNNING' } },
    })
    expect(decoded.ok && decoded.message.payload.message).toBeUndefined()
  })
})

describe('dialects', () => {
  test('COMPLETE means COMPLETED', () => {
    expect(feedback({ status: 'COMPLETE' })).toMatchObject({ message: { payload: { status: 'COMPLETED' } } })
  })

  test('unknown statuses pass unchanged', () => {
    expect(
      feedback({ status: 'NAPPING', actions: [{ component: { id: 'c' }, status: 'UPDATED' }] }),
    ).toMatchObject({
      message: { payload: { status: 'NAPPING', actions: [{ status: 'UPDATED' }] } },
    })
  })

  test.each([
    [33.4, 33],
    [300, 100],
    [-5, 0],
  ])('progress %d is taken as %d', (progress, expected) => {
    expect(feedback({ status: 'RUNNING', actions: [{ component: { id: 'c' }, progress }] })).toMatchObject({
      message: { payload: { actions: [{ progress: expected }] } },
    })
  })
})

describe('a bad payload is refused with its path and the reason', () => {
  test.each([
    [{}, 'payload.status', 'required'],
    [{ status: '' }, 'payload.status', 'must not be empty'],
    [{ status: 3 }, 'payload.status', 'must be a string'],
    [{ status: 'RUNNING', actions: {} }, 'payload.actions', 'must be an array'],
    [{ status: 'RUNNING', actions: [{}] }, 'payload.actions[0].component', 'required'],
    [{ status: 'RUNNING', actions: [null, {}] }, 'payload.actions[1].component', 'required'],
    [[], 'payload', 'must be an object'],
  ])('%j', (payload, path, problem) => {
    expect(feedback(payload)).toEqual({ ok: false, activityId: 'a', path, problem })
  })

  test('a domain whose name cannot be part of a topic', () => {
    expect(decode('desiredState', bytes({ payload: { domains: [{ id: 'a/+' }] } }))).toMatchObject({
      path: 'payload.domains[0].id',
      problem: expect.stringContaining('must match'),
    })
  })
})

describe('for all input', () => {
  const anyKind = fc.constantFrom(...kinds)

  test('arbitrary bytes never throw', () => {
    fc.assert(
      fc.property(anyKind, fc.uint8Array({ maxLength: 200 }), (kind, input) => {
        expect(typeof decode(kind, input).ok).toBe('boolean')
      }),
    )
  })

  test('arbitrary JSON never throws, and a refusal names path and reason', () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom('domains', 'components', 'id', 'Config', 'actions', '__proto__'),
    )
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    })).value
    fc.assert(
      fc.property(anyKind, json, json, (kind, activityId, payload) => {
        const decoded = decode(kind, bytes({ activityId, payload }))
        if (!decoded.ok) expect([decoded.path, decoded.problem]).not.toContain('')
      }),
    )
  })

  test('a valid message survives encode and decode', () => {
    const text = fc.string({ minLength: 1 })
    const entry = fc.record({ key: text, value: fc.string() }, { requiredKeys: ['key'] })
    const config = fc.array(entry, { maxLength: 3 })
    const component = fc.record({ id: text, version: fc.string(), config }, { requiredKeys: ['id'] })
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/)
    const components = fc.array(component, { maxLength: 3 })
    const domain = fc.record({ id: name, config, components }, { requiredKeys: ['id'] })
    const state = fc.record(
      { domains: fc.array(domain, { maxLength: 3 }), dryRun: fc.boolean() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.string(), fc.nat(), state, (activityId, timestamp, payload) => {
        expect(decode('desiredState', bytes(encode(activityId, timestamp, payload)))).toEqual({
          ok: true,
          message: { activityId, timestamp, payload },
        })
      }),
    )
  })
})
