/** What a device in the field has, of firmware and of software. */
export const oldVersion = '1'
/** What the campaigns of tests bring it to. */
export const newVersion = '2'
