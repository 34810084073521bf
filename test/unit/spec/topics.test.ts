import { expect, test } from 'vitest'
import { domainSegment, topicsOf } from '../../../spec/index.ts'

test.each([
  ['containers', 'containersupdate'],
  ['self-update', 'selfupdate'],
  ['custom-domain', 'customdomainupdate'],
  ['device', 'deviceupdate'],
  ['update', 'update'],
  ['Body-ECU', 'BodyECUupdate'],
])('the domain %s has its topics under %s', (domain, segment) => {
  expect(domainSegment(domain)).toBe(segment)
})

test('two domains that differ only in dashes or the ending collide', () => {
  expect(domainSegment('self-update')).toBe(domainSegment('self'))
})

test('all topics of a domain, in the words of the wire', () => {
  expect(topicsOf('vehicle')).toEqual({
    desiredState: 'vehicleupdate/desiredstate',
    command: 'vehicleupdate/desiredstate/command',
    feedback: 'vehicleupdate/desiredstatefeedback',
    currentState: 'vehicleupdate/currentstate',
    currentStateGet: 'vehicleupdate/currentstate/get',
    ownerConsent: 'vehicleupdate/ownerconsent',
    ownerConsentFeedback: 'vehicleupdate/ownerconsentfeedback',
    presence: 'vehicleupdate/presence',
    status: 'vehicleupdate/status',
    statusGet: 'vehicleupdate/status/get',
  })
})

test('a prefix stands before every topic', () => {
  for (const topic of Object.values(topicsOf('device', 'fleet/truck-7'))) {
    expect(topic).toMatch(/^fleet\/truck-7\/deviceupdate\//)
  }
})
