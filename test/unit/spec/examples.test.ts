import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { decode, kindOf, type MessageKind } from '../../../spec/index.ts'

const kinds = Object.values(kindOf)

interface Example {
  file: string
  kind: MessageKind
  content: unknown
}

/** The examples of a folder; their kind is the first part of the file's name. */
function examplesIn(folder: string): Example[] {
  const place = path.join(import.meta.dirname, '../../../spec/examples', folder)
  return readdirSync(place).map((file) => {
    const kind = kinds.find((candidate) => file.startsWith(`${candidate}.`))
    if (kind === undefined) throw new Error(`${file} names no kind of message`)
    return { file, kind, content: JSON.parse(readFileSync(path.join(place, file), 'utf8')) }
  })
}

function decodeAny(kind: MessageKind, message: unknown) {
  return decode(
    kind,
    new TextEncoder().encode(typeof message === 'string' ? message : JSON.stringify(message)),
  )
}

describe('every message as Godwit writes it is decoded unchanged', () => {
  test.each(examplesIn('messages'))('$file', ({ kind, content }) => {
    expect(decodeAny(kind, content)).toEqual({ ok: true, message: content })
  })

  test('there is one of each kind', () => {
    const shown = new Set(examplesIn('messages').map(({ kind }) => kind))
    expect(shown).toEqual(new Set(kinds))
  })
})

describe('every dialect of the field is decoded into the same form', () => {
  test.each(examplesIn('dialects'))('$file', ({ kind, content }) => {
    expect(decodeAny(kind, content)).toMatchSnapshot()
  })
})

describe('every bad message is refused with the path and the reason', () => {
  test.each(examplesIn('bad'))('$file', ({ kind, content }) => {
    const { message, path, problem } = content as { message: unknown; path: string; problem: string }
    expect(decodeAny(kind, message)).toMatchObject({ ok: false, path, problem })
  })
})
