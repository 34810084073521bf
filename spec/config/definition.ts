import type { Validator } from '../validator.ts'

/** The configuration of a program, as its schema describes it. */
export interface ConfigDefinition {
  /** JSON Schema. */
  schema: object
  /** Those that it refers to: a `$ref` names one of them by the last part of its `$id`. */
  schemas: readonly object[]
  validate: Validator
}
