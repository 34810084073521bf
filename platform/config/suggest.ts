/** The candidate that was probably meant, if any comes close: a third of the letters differ, or a part is missing. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3) || isPart(wanted, candidate),
    )
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

function isPart(word: string, candidate: string): boolean {
  return word.length > 2 && candidate.toLowerCase().includes(word)
}

/** How many letters must be changed, added or removed (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
