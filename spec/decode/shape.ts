/** The skeleton of a schema: the properties of an object, the entries of a list (in brackets), or anything (null). */
export type Shape = { readonly [property: string]: Shape } | readonly [Shape] | null
