import { describe, expect, test } from 'vitest'
import { parseReference, referenceText } from '../../../../../agents/containers/images/reference.ts'
import { registryUrl } from '../../../../../agents/containers/images/registries.ts'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('the name of an image', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['grafana/loki', 'docker.io/grafana/loki:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/grafana/loki:3', 'docker.io/grafana/loki:3'],
    ['registry.example/app', 'registry.example/app:latest'],
    ['registry.example:5000/team/app:v1', 'registry.example:5000/team/app:v1'],
    ['localhost/app', 'localhost/app:latest'],
    ['[::1]:5000/app:v1', '[::1]:5000/app:v1'],
    [`app@${digest}`, `docker.io/library/app@${digest}`],
    [`registry.example:5000/app:v1@${digest}`, `registry.example:5000/app:v1@${digest}`],
    ['a/b__c/d---e.f_g', 'docker.io/a/b__c/d---e.f_g:latest'],
  ])('%s means %s', (text, whole) => {
    const reference = parseReference(text)
    expect(referenceText(reference)).toBe(whole)
    expect(parseReference(whole)).toEqual(reference)
  })

  test.each([
    ['', /name that is none/],
    ['Nginx', /capital letter/],
    ['app:', /tag that is none/],
    ['app:-x', /tag that is none/],
    [`app:${'x'.repeat(129)}`, /tag that is none/],
    ['app@sha256:abc', /digest/],
    [`app@${digest}@${digest}`, /digest/],
    [`app@${digest.toUpperCase()}`, /digest/],
    [`app@sha512:${'0'.repeat(128)}`, /digest/],
    ['registry.example/', /name that is none/],
    ['registry.example/../app', /name that is none/],
    ['registry.example:99999999/app', /registry that is none/],
    ['user:pass@registry.example/app', /digest/],
    ['https://registry.example/app', /none/],
    [`a/${'b'.repeat(255)}`, /name that is none/],
  ])('"%s" is refused with the reason', (text, why) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'INVALID_COMPONENT' }))
    expect(() => parseReference(text)).toThrow(why)
  })
})

describe('a registry is reached', () => {
  test.each([
    ['docker.io', {}, 'https://registry-1.docker.io/v2/'],
    ['registry.example:5000', {}, 'https://registry.example:5000/v2/'],
    ['registry.example', { insecure: true }, 'http://registry.example/v2/'],
    ['127.0.0.1:5000', {}, 'http://127.0.0.1:5000/v2/'],
    ['localhost:5000', { caCert: '/ca.pem' }, 'https://localhost:5000/v2/'],
    ['localhost:5000', { insecure: false }, 'https://localhost:5000/v2/'],
  ])('%s with %j at %s', (name, settings, url) => {
    expect(registryUrl(name, settings).href).toBe(url)
  })
})
