/** What a device in the field has, of firmware and of software. */
export const oldVersion = '1'
/** What the campaigns of tests bring it to. */
export const newVersion = '2'

/** What software of a version says. */
export function greetingOf(version: string): string {
  return `hello from ${version}\n`
}
