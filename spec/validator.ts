/** A compiled schema. Validates; on `false`, `errors` says what is wrong, until the next call. */
export interface Validator {
  (data: unknown): boolean
  errors?: ValidationError[] | null
}

/** What does not fit the schema. */
export interface ValidationError {
  /** Where, as a JSON pointer. */
  instancePath: string
  /** The keyword of the schema that is broken, and what it asks for. */
  keyword: string
  params: Record<string, unknown>
  message?: string
}
