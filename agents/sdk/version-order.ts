/**
 * Which of two versions is the newer one. Versions are any text, so they are compared as Debian's are: runs of digits by
 * their number, all else by character, where letters come before other characters and `~` before everything, also
 * before the end. That is the order of semantic versions too, once the hyphen of a pre-release is taken for a `~`.
 */
const semantic = /^(\d+\.\d+\.\d+)-([0-9A-Za-z.-]+)(\+[0-9A-Za-z.-]+)?$/
const build = /^(\d+\.\d+\.\d+)\+[0-9A-Za-z.-]+$/

/** Negative where `one` is older, positive where it is newer, 0 where they are of the same rank. */
export function compareVersions(one: string, other: string): number {
  const ones = partsOf(one)
  const others = partsOf(other)
  for (let index = 0; index < Math.max(ones.length, others.length); index += 1) {
    const [text = '', digits = ''] = ones[index] ?? []
    const [otherText = '', otherDigits = ''] = others[index] ?? []
    const order = compareText(text, otherText) || compareNumbers(digits, otherDigits)
    if (order !== 0) return order
  }
  return 0
}

/** Pairs of what is no digit and the digits after it. */
function partsOf(version: string): [string, string][] {
  const plain = version.replace(semantic, '$1~$2').replace(build, '$1')
  return [...plain.matchAll(/(\D*)(\d*)/g)].map(([, text = '', digits = '']) => [text, digits])
}

function compareText(one: string, other: string): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const order = rank(one[index]) - rank(other[index])
    if (order !== 0) return order
  }
  return 0
}

function rank(character: string | undefined): number {
  if (character === undefined) return 0
  if (character === '~') return -1
  return character.charCodeAt(0) + (/[A-Za-z]/.test(character) ? 0 : 256)
}

/** However many digits there are. */
function compareNumbers(one: string, other: string): number {
  const [ones, others] = [one, other].map((digits) => digits.replace(/^0+/, '')) as [string, string]
  if (ones.length !== others.length) return ones.length - others.length
  if (ones === others) return 0
  return ones < others ? -1 : 1
}
