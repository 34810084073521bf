/** Whether a topic is one of those that a filter names: `+` stands for one level, a last `#` for all that follow. */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/')
  const levels = topic.split('/')
  // Topics of the broker itself, such as `$SYS/…`, must be asked for by name.
  if (topic.startsWith('$') && wanted[0] !== levels[0]) return false
  const rest = wanted.at(-1) === '#'
  const fixed = rest ? wanted.slice(0, -1) : wanted
  const longEnough = rest ? levels.length >= fixed.length : levels.length === fixed.length
  return longEnough && fixed.every((level, index) => level === '+' || level === levels[index])
}
