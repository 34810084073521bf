import { expect, test } from 'vitest'
import type { Component } from '../../../../agents/containers/component.ts'
import { inDependencyOrder, ranksOf } from '../../../../agents/containers/dependency-order.ts'

const component = (id: string, dependsOn: string[] = [], strategy?: 'hand-over') =>
  ({ id, rules: { dependsOn, ...(strategy && { strategy }) } }) as unknown as Component

const ranks = (...components: Component[]) => Object.fromEntries(ranksOf(inDependencyOrder(components)))

test('what has no order between it has one rank, and what depends on others a higher one', () => {
  expect(
    ranks(
      component('web', ['shop']),
      component('shop', ['database']),
      component('database'),
      component('log'),
    ),
  ).toEqual({ database: 0, log: 0, shop: 1, web: 2 })
})

test('of those that hand over four have one rank, since old and new take memory at the same time', () => {
  const handingOver = ['a', 'b', 'c', 'd', 'e'].map((id) => component(id, [], 'hand-over'))
  expect(ranks(...handingOver, component('plain'), component('last', ['a']))).toEqual({
    ...{ a: 0, b: 0, c: 0, d: 0, e: 1, plain: 0 },
    last: 2,
  })
})

test('what should come earlier does, unless what is depended on has it otherwise', () => {
  const order = (earlier: Record<string, string[]>, ...components: Component[]) =>
    inDependencyOrder(components, new Map(Object.entries(earlier))).map(({ id }) => id)
  const [front, app] = [component('front'), component('app')]
  expect(order({ front: ['app'] }, front, app)).toEqual(['app', 'front'])
  expect(order({ front: ['app'], app: ['front'] }, front, app)).toEqual(['app', 'front'])
  expect(order({ front: ['app'] }, front, component('app', ['front']))).toEqual(['front', 'app'])
  const three = [component('one'), component('two'), component('three', ['one'])]
  expect(order({ one: ['two'], two: ['three'] }, ...three)).toEqual(['two', 'one', 'three'])
  expect(() =>
    order({ front: ['one'] }, front, component('one', ['two']), component('two', ['one'])),
  ).toThrow('goes round')
})
