import { describe, expect, test } from 'vitest'
import { parseChallenges } from '../../../../../agents/containers/images/challenge.ts'

describe('what a server wants', () => {
  test.each([
    [
      'Bearer realm="https://auth.example/token",service="registry",scope="repository:a/b:pull,push"',
      [
        {
          scheme: 'bearer',
          parameters: {
            realm: 'https://auth.example/token',
            service: 'registry',
            scope: 'repository:a/b:pull,push',
          },
        },
      ],
    ],
    ['Basic realm="a \\"quoted\\" one"', [{ scheme: 'basic', parameters: { realm: 'a "quoted" one' } }]],
    [
      'Basic realm="x", BEARER Realm=plain , service="y"',
      [
        { scheme: 'basic', parameters: { realm: 'x' } },
        { scheme: 'bearer', parameters: { realm: 'plain', service: 'y' } },
      ],
    ],
    ['Negotiate', [{ scheme: 'negotiate', parameters: {} }]],
    [
      'Negotiate, Basic realm=x',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
      ],
    ],
    ['', []],
    ['="', []],
    ['Bearer realm="never ends', [{ scheme: 'bearer', parameters: {} }]],
  ])('%s', (header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges)
  })

  test('is read in time also where it is very long', () => {
    expect(parseChallenges(`Bearer ${'a="\\'.repeat(4_000)}`).length).toBeLessThan(5)
    expect(parseChallenges(`Bearer ${' ,'.repeat(8_000)}`).length).toBeLessThan(5)
  })
})
