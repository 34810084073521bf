/** Words of a command line, as a shell reads them and without any of a shell's other doings. */

/** Throws a RangeError. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  const parts = /\s+|'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^\s'"\\]+)|./gs
  let word: string | undefined
  for (const [part, single, double, escaped, plain] of text.matchAll(parts)) {
    const piece = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain
    if (piece !== undefined) word = (word ?? '') + piece
    else if (/^\s/.test(part)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else throw new RangeError('has a quote that does not end')
  }
  if (word !== undefined) words.push(word)
  return words
}

/** A command line that a shell reads as these words. */
export function joinWords(words: string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
