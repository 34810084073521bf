/** A plain word, a blank, or a quoted or escaped part of a word. */
const parts = /(\s+)|'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^\s'"\\]+)/gsy

/**
 * The words of a command, as a shell would split them: blanks separate, single and double quotes and backslashes keep
 * together. There are no variables, no wildcards, no pipes. A list is taken as it is. Throws a RangeError.
 */
export function parseCommandLine(value: string | string[]): string[] {
  const words = typeof value === 'string' ? split(value) : value
  if (words.length === 0 || words[0] === '') throw new RangeError('a command needs at least one word')
  return words
}

function split(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let end = 0
  for (const match of line.matchAll(parts)) {
    const [text, blank, single, double, escaped, plain] = match
    end = match.index + text.length
    if (blank === undefined) {
      const part = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? ''
      word = (word ?? '') + part
    } else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (end < line.length) throw new RangeError(`the command line ${line} has a quote that is not closed`)
  return word === undefined ? words : [...words, word]
}
