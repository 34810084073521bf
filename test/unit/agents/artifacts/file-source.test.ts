import { execFileSync } from 'node:child_process'
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openFileSource } from '../../../../agents/artifacts/sources/file-source.ts'
import { toSourceError } from '../../../../agents/artifacts/sources/source-errors.ts'
import { temporaryFolder } from '../../../support/temp.ts'
import { neverAborted } from './fixture.ts'
import { failureOf, testScope } from './http-fixture.ts'

async function medium() {
  const folder = await temporaryFolder(testScope(), 'medium')
  const file = path.join(folder, 'app')
  await writeFile(file, '0123456789')
  return { folder, file }
}

const request = (file: string) => ({
  source: pathToFileURL(file).href,
  offset: 0,
  validator: undefined,
  signal: neverAborted(),
})

const contentOf = async (opening: ReturnType<typeof openFileSource>) => {
  const answer = await opening
  return answer.kind === 'bytes' ? { start: answer.start, content: await text(answer.body) } : answer
}

test('a file is read from the offset, up to the end that is wanted', async () => {
  const asked = request((await medium()).file)
  expect(await contentOf(openFileSource(asked))).toEqual({ start: 0, content: '0123456789' })
  expect(await contentOf(openFileSource({ ...asked, offset: 5 }))).toEqual({ start: 5, content: '56789' })
  expect(await contentOf(openFileSource({ ...asked, offset: 5, end: 7 }))).toEqual({
    start: 5,
    content: '56',
  })
  expect(await contentOf(openFileSource({ ...asked, offset: 5, end: 70 }))).toEqual({
    start: 5,
    content: '56789',
  })
  expect(await contentOf(openFileSource({ ...asked, offset: 10 }))).toEqual({ kind: 'beyondEnd', total: 10 })
})

test('a file that has changed is read from its start', async () => {
  const { file } = await medium()
  const answer = await openFileSource(request(file))
  if (answer.kind !== 'bytes') throw new Error(answer.kind)
  answer.body.destroy()
  await utimes(file, 1, 1)
  const asked = { ...request(file), offset: 5, end: 7, validator: answer.validator }
  expect(await contentOf(openFileSource(asked))).toEqual({ start: 0, content: '0123456789' })
})

test('what is no plain file is refused, and does not keep anybody waiting', async () => {
  const { folder } = await medium()
  const names = ['folder', 'fifo', 'link']
  const [subfolder = '', fifo = '', link = ''] = names.map((name) => path.join(folder, name))
  await mkdir(subfolder)
  execFileSync('mkfifo', [fifo])
  await symlink('/dev/null', link)
  for (const file of [subfolder, fifo, link]) {
    const error = await failureOf(openFileSource(request(file)))
    expect(error).toMatchObject({ code: 'INVALID_SOURCE', retryable: false })
  }
})

test('a file that is not there is not asked for again, unless it was there before', async () => {
  const { file } = await medium()
  await rm(file)
  const error = await failureOf(openFileSource(request(file)))
  expect(error).toMatchObject({
    code: 'NOT_FOUND',
    retryable: false,
    message: expect.stringMatching(/ENOENT/),
  })
  const later = await failureOf(openFileSource({ ...request(file), offset: 5 }))
  expect(later).toMatchObject({ code: 'NOT_FOUND', retryable: true })
})

test.each(['EIO', 'ENODEV', 'ENXIO', 'ESTALE'])('a medium that fails with %s may come back', async (code) => {
  const failure = Object.assign(new Error('read'), { code })
  const error = await failureOf(Promise.reject(toSourceError(failure, request('/media/usb/app'))))
  expect(error).toMatchObject({ code: 'NETWORK', retryable: true })
  expect(error.message).toBe(`file:///media/usb/app cannot be read: is the medium still there? (${code})`)
})
