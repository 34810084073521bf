import { expect, it } from 'vitest'
import { parseBrokerUrl } from '../../../../platform/bus/broker-url.ts'

it.each([
  ['mqtt://localhost', 'mqtt', 1883],
  ['tcp://localhost:1884', 'mqtt', 1884],
  ['mqtts://localhost', 'mqtts', 8883],
  ['ssl://localhost', 'mqtts', 8883],
  ['tls://localhost', 'mqtts', 8883],
  ['tcps://localhost', 'mqtts', 8883],
  ['mqtt+ssl://localhost', 'mqtts', 8883],
  ['ws://localhost', 'ws', 80],
  ['wss://localhost/mqtt?x=1', 'wss', 443],
])('reads %s', (url, protocol, port) => {
  const address = parseBrokerUrl(url)
  expect(address).toMatchObject({ protocol, port, host: 'localhost' })
  expect(address.secure).toBe(protocol.endsWith('s') && protocol !== 'ws')
})

it('takes credentials out, and does not show them', () => {
  expect(parseBrokerUrl('mqtt://me:p%40ss@[::1]:1883')).toMatchObject({
    username: 'me',
    password: 'p@ss',
    host: '::1',
    shown: 'mqtt://[::1]:1883',
  })
})

it('takes a percent sign in a password as it is, where it escapes nothing', () => {
  expect(parseBrokerUrl('mqtt://me:100%@localhost').password).toBe('100%')
})

it('keeps the path of a web socket', () => {
  expect(parseBrokerUrl('wss://broker/mqtt?x=1').path).toBe('/mqtt?x=1')
})

it.each(['', 'localhost', 'localhost:1883', 'http://localhost', 'mqtt://', 'constructor://a'])(
  'refuses "%s" with the schemes that are allowed',
  (url) => {
    expect(() => parseBrokerUrl(url)).toThrow(/is not a broker's URL.*mqtt, tcp, mqtts/)
  },
)

it('refuses without repeating credentials', () => {
  expect(() => parseBrokerUrl('http://me:secret@localhost')).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secret') }),
  )
})
