import { expect, test } from 'vitest'
import { table } from '../../../cli/terminal/table.ts'

test('columns are as wide as their widest cell, and empty cells show', () => {
  expect(
    table(
      ['NAME', 'VERSION', 'TYPE'],
      [
        ['app', '1.0.0', ''],
        ['a-longer-one', '', 'IMAGE'],
      ],
    ),
  ).toEqual(['NAME          VERSION  TYPE', 'app           1.0.0    -', 'a-longer-one  -        IMAGE'])
})
