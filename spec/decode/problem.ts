import type { ValidationError } from '../validator.ts'

/** What is wrong with a message, where. */
export interface Problem {
  /** JSON path from the message's root, as in `payload.actions[3].component`; `message` for the message itself. */
  path: string
  /** The reason in plain words, to stand after the path and a colon. Quotes nothing of the message. */
  problem: string
}

/** The property that a validation error is about, as a list of steps. */
export function stepsOf(error: ValidationError): string[] {
  const steps = error.instancePath.split('/').slice(1)
  const unescaped = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return error.keyword === 'required' ? [...unescaped, String(error.params.missingProperty)] : unescaped
}

export function wordsOf(error: ValidationError): string {
  switch (error.keyword) {
    case 'required':
      return 'required'
    case 'type':
      return `must be ${withArticle(String(error.params.type))}`
    case 'minLength':
      return 'must not be empty'
    case 'pattern':
      return `must match ${error.params.pattern}`
    default:
      return error.message ?? 'is not valid'
  }
}

/** `['payload', 'actions', '3', 'component']` → `payload.actions[3].component` */
export function pathText(steps: readonly string[]): string {
  return steps.reduce(
    (text, step) => (/^\d+$/.test(step) ? `${text}[${step}]` : text ? `${text}.${step}` : step),
    '',
  )
}

function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`
}
