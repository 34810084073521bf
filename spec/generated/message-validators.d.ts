// Generated from spec/schemas by `npm run generate`. Do not edit.

import type { Validator } from '../validator.ts'

export declare const command: Validator
export declare const desiredState: Validator
export declare const envelope: Validator
export declare const feedback: Validator
export declare const inventory: Validator
export declare const ownerConsentFeedback: Validator
export declare const ownerConsent: Validator
export declare const presence: Validator
export declare const status: Validator
